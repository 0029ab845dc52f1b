package org.imagineer.inference.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.NodeList;

/** PNG files that carry their parameters. Equal pictures with equal parameters make equal bytes. */
public final class PngFile {

  private static final String FORMAT = "javax_imageio_png_1.0";

  private PngFile() {}

  /**
   * A picture as the bytes of a PNG file.
   *
   * @param parameters kept under the keyword {@code parameters}: tEXt where Latin-1 suffices, else
   *     iTXt (UTF-8)
   */
  public static byte[] encode(BufferedImage picture, String parameters) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try {
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), null);
      metadata.mergeTree(FORMAT, text(parameters));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(new IIOImage(picture, null, metadata));
      }
      return bytes.toByteArray();
    } catch (IIOInvalidTreeException e) {
      throw new IllegalStateException("the JDK writes PNG text", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  /**
   * The parameters inside a PNG, where there are any.
   *
   * @throws IOException if this is no PNG or is damaged before its pixels
   */
  public static Optional<String> parameters(InputStream png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(png)) {
      reader.setInput(in, true, false);
      IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree(FORMAT);
      return value(root, "tEXtEntry", "value").or(() -> value(root, "iTXtEntry", "text"));
    } catch (RuntimeException e) {
      throw new IOException("this is no PNG file", e);
    } finally {
      reader.dispose();
    }
  }

  private static Optional<String> value(IIOMetadataNode root, String entries, String attribute) {
    NodeList nodes = root.getElementsByTagName(entries);
    for (int i = 0; i < nodes.getLength(); i++) {
      IIOMetadataNode node = (IIOMetadataNode) nodes.item(i);
      if (node.getAttribute("keyword").equals(InfoText.KEYWORD)) {
        return Optional.of(node.getAttribute(attribute));
      }
    }
    return Optional.empty();
  }

  private static IIOMetadataNode text(String parameters) {
    boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(parameters);
    IIOMetadataNode entry = new IIOMetadataNode(latin ? "tEXtEntry" : "iTXtEntry");
    entry.setAttribute("keyword", InfoText.KEYWORD);
    if (latin) {
      entry.setAttribute("value", parameters);
    } else {
      entry.setAttribute("compressionFlag", "FALSE");
      entry.setAttribute("compressionMethod", "0");
      entry.setAttribute("languageTag", "");
      entry.setAttribute("translatedKeyword", "");
      entry.setAttribute("text", parameters);
    }
    IIOMetadataNode list = new IIOMetadataNode(latin ? "tEXt" : "iTXt");
    list.appendChild(entry);
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(list);
    return root;
  }
}
