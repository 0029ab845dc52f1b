package org.imagineer.inference.text;

import java.text.Normalizer;

/**
 * The part of BERT's BasicTokenizer that CLIP's tokenizer uses where ftfy is missing (transformers,
 * tokenization_clip.py): control and format characters vanish, each CJK ideograph becomes a word,
 * the rest is composed (NFC).
 */
final class BasicCleaning {

  private BasicCleaning() {}

  static String clean(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(BasicCleaning::isText).forEach(c -> append(kept, c));
    return Whitespace.collapse(Normalizer.normalize(kept, Normalizer.Form.NFC));
  }

  private static void append(StringBuilder kept, int c) {
    if (isIdeograph(c)) {
      kept.append(' ').appendCodePoint(c).append(' ');
    } else {
      kept.appendCodePoint(c);
    }
  }

  private static boolean isText(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return true;
    }
    return c != 0xFFFD
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }

  /** The ranges of the reference: the CJK ideograph blocks it knew, not Unicode's property. */
  private static boolean isIdeograph(int c) {
    return in(c, 0x4E00, 0x9FFF)
        || in(c, 0x3400, 0x4DBF)
        || in(c, 0x20000, 0x2A6DF)
        || in(c, 0x2A700, 0x2CEAF)
        || in(c, 0xF900, 0xFAFF)
        || in(c, 0x2F800, 0x2FA1F);
  }

  private static boolean in(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
