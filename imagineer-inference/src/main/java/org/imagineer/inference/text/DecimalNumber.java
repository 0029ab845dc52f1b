package org.imagineer.inference.text;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers in prompts: decimal, with a point, ASCII digits. */
final class DecimalNumber {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private DecimalNumber() {}

  /** The number that a text is; nothing if it is none, or too large to be told from infinity. */
  static OptionalDouble parse(String text) {
    double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}
