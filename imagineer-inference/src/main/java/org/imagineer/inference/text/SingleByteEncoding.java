package org.imagineer.inference.text;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A single-byte encoding that text may have been decoded with by mistake. The "sloppy" ones are
 * Windows code pages as browsers treat them: bytes without a meaning become the control characters
 * of Latin-1, and byte 1A stands for a replacement character, so that lossy text can be encoded.
 */
final class SingleByteEncoding {

  private static final int SUBSTITUTE = 0x1a;
  private static final char REPLACEMENT = '\ufffd';

  static final SingleByteEncoding LATIN_1 = new SingleByteEncoding("ISO-8859-1", false);
  private static final SingleByteEncoding MAC_ROMAN = new SingleByteEncoding("x-MacRoman", false);

  /** The Windows code pages and Latin-1: those whose mojibake looks alike. */
  static final List<SingleByteEncoding> LATIN_1_LIKE =
      List.of(
          LATIN_1,
          new SingleByteEncoding("windows-1252", true),
          new SingleByteEncoding("windows-1251", true),
          new SingleByteEncoding("windows-1250", true),
          new SingleByteEncoding("windows-1253", true),
          new SingleByteEncoding("windows-1254", true),
          new SingleByteEncoding("windows-1257", true));

  private static final List<SingleByteEncoding> OTHERS =
      List.of(
          new SingleByteEncoding("ISO-8859-2", false),
          MAC_ROMAN,
          new SingleByteEncoding("IBM437", false));

  private final boolean sloppy;
  private final String highHalf;
  private final Map<Character, Byte> bytes = new HashMap<>();

  private SingleByteEncoding(String charset, boolean sloppy) {
    this.sloppy = sloppy;
    byte[] high = new byte[128];
    for (int i = 0; i < high.length; i++) {
      high[i] = (byte) (0x80 + i);
    }
    char[] decoded = new String(high, Charset.forName(charset)).toCharArray();
    for (int i = 0; i < decoded.length; i++) {
      if (decoded[i] == REPLACEMENT) {
        decoded[i] = (char) (0x80 + i);
      }
      bytes.put(decoded[i], high[i]);
    }
    highHalf = new String(decoded);
    for (int c = 0; c < 0x80; c++) {
      bytes.put((char) c, (byte) c);
    }
    if (sloppy) {
      bytes.remove((char) SUBSTITUTE);
      bytes.put(REPLACEMENT, (byte) SUBSTITUTE);
    }
  }

  /** All of them, in the order in which ftfy tries them. */
  static List<SingleByteEncoding> all() {
    return Stream.concat(LATIN_1_LIKE.stream(), OTHERS.stream()).toList();
  }

  /** Whether lost characters of the text can be told apart from the others (see class comment). */
  boolean isSloppy() {
    return sloppy;
  }

  /** Whether a blank in the text may have been a no-break space, byte A0: not so on a Macintosh. */
  boolean mayHaveLostNoBreakSpaces() {
    return this != MAC_ROMAN;
  }

  /** The bytes that decode to this text, or null if there are none. */
  byte[] encode(String text) {
    byte[] encoded = new byte[text.length()];
    for (int i = 0; i < encoded.length; i++) {
      Byte b = bytes.get(text.charAt(i));
      if (b == null) {
        return null;
      }
      encoded[i] = b;
    }
    return encoded;
  }

  /** What the bytes from first to last decode to, both 80 .. FF. */
  String characters(int first, int last) {
    return highHalf.substring(first - 0x80, last - 0x80 + 1);
  }
}
