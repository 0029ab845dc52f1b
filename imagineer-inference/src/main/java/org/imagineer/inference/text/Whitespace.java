package org.imagineer.inference.text;

import java.util.regex.Pattern;

/** White space as Python's {@code str.split} sees it, which is wider than Java's. */
final class Whitespace {

  /** Unicode's White_Space and the four ASCII information separators, for use inside [...]. */
  static final String CLASS =
      "\\t-\\r\\x{1c}-\\x{20}\\x{85}\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";

  private static final Pattern RUN = Pattern.compile("[" + CLASS + "]+");

  private Whitespace() {}

  /** Every run of white space becomes one blank; none remains at either end. */
  static String collapse(String text) {
    return RUN.matcher(text).replaceAll(" ").strip();
  }
}
