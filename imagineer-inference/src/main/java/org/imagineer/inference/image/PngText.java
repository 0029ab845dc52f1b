package org.imagineer.inference.image;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/**
 * Finds a text in a PNG file (ISO/IEC 15948, chapters 5 and 11.3.4) without decoding the picture.
 * Trusts no length that the file states, since pictures come from anywhere.
 */
final class PngText {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Of one text, in bytes, whether stored or inflated. */
  private static final int MOST_TEXT = 1 << 20;

  private static final int CHECKSUM = 4;

  private final String keyword;

  PngText(String keyword) {
    this.keyword = keyword;
  }

  /**
   * The text under the keyword, from the first chunk that holds one.
   *
   * @throws IOException if this is no PNG file, it ends early, or the text is too long
   */
  Optional<String> find(InputStream file) throws IOException {
    try {
      return search(file);
    } catch (EOFException e) {
      throw new IOException("this PNG file ends early", e);
    }
  }

  private Optional<String> search(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    if (!Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE)) {
      throw new IOException("this is no PNG file");
    }
    while (true) {
      int length = in.readInt();
      if (length < 0) {
        throw new IOException("this PNG file states an impossible length");
      }
      String type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      Optional<String> text = Optional.empty();
      switch (type) {
        case "IEND" -> {
          return Optional.empty();
        }
        case "tEXt", "zTXt", "iTXt" -> text = text(type, chunk(in, length));
        default -> in.skipNBytes(length);
      }
      if (text.isPresent()) {
        return text;
      }
      in.skipNBytes(CHECKSUM);
    }
  }

  private static byte[] chunk(InputStream in, int length) throws IOException {
    if (length > MOST_TEXT) {
      throw new IOException("this PNG file holds a text of more than 1 MB");
    }
    byte[] data = in.readNBytes(length);
    if (data.length < length) {
      throw new EOFException();
    }
    return data;
  }

  private Optional<String> text(String type, byte[] data) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(data);
    if (!keyword.equals(terminated(in))) {
      return Optional.empty();
    }
    boolean international = type.equals("iTXt");
    boolean compressed = type.equals("zTXt") || international && in.read() == 1;
    if (compressed || international) {
      in.read(); // the method, of which there is one
    }
    if (international) {
      terminated(in); // the language
      terminated(in); // the keyword in that language
    }
    Charset charset = international ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return Optional.of(new String(compressed ? inflated(in) : in.readAllBytes(), charset));
  }

  /** What comes before the next zero byte, or the end. */
  private static String terminated(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b > 0; b = in.read()) {
      text.append((char) b);
    }
    return text.toString();
  }

  private static byte[] inflated(InputStream in) throws IOException {
    try (InflaterInputStream inflater = new InflaterInputStream(in)) {
      byte[] text = inflater.readNBytes(MOST_TEXT + 1);
      if (text.length > MOST_TEXT) {
        throw new IOException("this PNG file holds a text of more than 1 MB");
      }
      return text;
    }
  }
}
