package org.imagineer.inference.text;

/**
 * Lower case as Python's {@code str.lower} makes it. {@link String#toLowerCase} differs in where it
 * sees the end of a word, and with it in the final sigma (Unicode 3.13, Final_Sigma).
 */
final class Lowercase {

  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final int SMALL_SIGMA = 0x3C3;
  private static final int FINAL_SIGMA = 0x3C2;
  private static final int CAPITAL_DOTTED_I = 0x130;

  /** Punctuation inside words: Word_Break = MidLetter, MidNumLet or Single_Quote. */
  private static final String INSIDE_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private Lowercase() {}

  static String of(String text) {
    int[] codePoints = text.codePoints().toArray();
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < codePoints.length; i++) {
      switch (codePoints[i]) {
        case CAPITAL_SIGMA ->
            lower.appendCodePoint(endsWord(codePoints, i) ? FINAL_SIGMA : SMALL_SIGMA);
        case CAPITAL_DOTTED_I -> lower.append("i\u0307");
        default -> lower.appendCodePoint(Character.toLowerCase(codePoints[i]));
      }
    }
    return lower.toString();
  }

  private static boolean endsWord(int[] text, int at) {
    return letterFrom(text, at, -1) && !letterFrom(text, at, 1);
  }

  /** Whether the next character in this direction that counts is a cased letter. */
  private static boolean letterFrom(int[] text, int at, int direction) {
    int i = at + direction;
    while (i >= 0 && i < text.length && isCaseIgnorable(text[i])) {
      i += direction;
    }
    return i >= 0 && i < text.length && isCased(text[i]);
  }

  private static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  private static boolean isCaseIgnorable(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> INSIDE_WORDS.indexOf(c) >= 0;
    };
  }
}
