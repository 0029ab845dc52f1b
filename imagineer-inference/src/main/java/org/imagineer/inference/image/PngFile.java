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
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

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
   * @param png untrusted; read as far as the parameters, not closed
   * @throws IOException if this is no PNG, ends early, or holds a text of more than 1 MB
   */
  public static Optional<String> parameters(InputStream png) throws IOException {
    return new PngText(InfoText.KEYWORD).find(png);
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
