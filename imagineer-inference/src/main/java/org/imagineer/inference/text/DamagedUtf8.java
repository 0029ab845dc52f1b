package org.imagineer.inference.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Makes damaged UTF-8 decodable again. Works on bytes held as a string of Latin-1 characters. The
 * sequences are those which ftfy accepts.
 */
final class DamagedUtf8 {

  /** Sequences whose byte A0, a no-break space in many encodings, has become a blank. */
  private static final Pattern LOST_NO_BREAK_SPACE =
      Pattern.compile(
          "[\\xc2\\xc3\\xc5\\xce\\xd0\\xd9] "
              + "|[\\xe2\\xe3] [\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf]"
              + "|[\\xe0-\\xe3][\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf] "
              + "|\\xf0 [\\x80-\\xbf]{2}"
              + "|\\xf0[\\x80-\\xbf] [\\x80-\\xbf]"
              + "|\\xf0[\\x80-\\xbf]{2} ");

  /** A French or Portuguese word "à", after which the blank is a blank as well. */
  private static final Pattern WORD_A_GRAVE = Pattern.compile("\\xc3 (?! |quele|quela|quilo|s )");

  /** Sequences in which byte 1A, or one question mark, stands for what was lost. */
  private static final Pattern LOST_BYTES =
      Pattern.compile(
          "[\\xc2-\\xdf]\\x1a"
              + "|[\\xc2\\xc3]\\?"
              + "|\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]"
              + "|\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]"
              + "|[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]"
              + "|[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf]{2}"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf]{2}[\\x1a?]"
              + "|\\x1a");

  private static final String REPLACEMENT = "\u00ef\u00bf\u00bd"; // U+FFFD in UTF-8

  /** A character beyond U+FFFF written as two surrogates of three bytes each (CESU-8). */
  private static final Pattern SURROGATE_PAIR =
      Pattern.compile("\\xed[\\xa0-\\xaf][\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x80-\\xbf]");

  private static final Pattern JAVA_NULL = Pattern.compile("\\xc0\\x80");

  private DamagedUtf8() {}

  static String restoreNoBreakSpaces(String bytes) {
    if (!LOST_NO_BREAK_SPACE.matcher(bytes).find()) {
      return bytes;
    }
    String words = WORD_A_GRAVE.matcher(bytes).replaceAll("\u00c3\u00a0 ");
    return LOST_NO_BREAK_SPACE.matcher(words).replaceAll(m -> m.group().replace(' ', '\u00a0'));
  }

  static String replaceLostSequences(String bytes) {
    return LOST_BYTES.matcher(bytes).replaceAll(REPLACEMENT);
  }

  /** CESU-8 and Java's modified UTF-8 become UTF-8. */
  static String normalizeVariants(String bytes) {
    String joined = SURROGATE_PAIR.matcher(bytes).replaceAll(DamagedUtf8::join);
    return JAVA_NULL.matcher(joined).replaceAll("\0");
  }

  private static String join(MatchResult pair) {
    String b = pair.group();
    int codePoint =
        0x10000
            + ((b.charAt(1) & 0x0f) << 16)
            + ((b.charAt(2) & 0x3f) << 10)
            + ((b.charAt(4) & 0x0f) << 6)
            + (b.charAt(5) & 0x3f);
    byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }
}
