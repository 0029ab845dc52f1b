package org.imagineer.web.http;

/**
 * Reads query parameters as the contract wants them: an integer that is none counts as not given.
 */
public final class QueryValues {

  private QueryValues() {}

  /**
   * The parameter, or {@code otherwise} if it is null or no integer; beyond int it is the nearest.
   */
  public static int integer(String text, int otherwise) {
    if (text == null || !text.strip().matches("[+-]?\\d{1,18}")) {
      return otherwise;
    }
    long value = Long.parseLong(text.strip());
    return (int) Math.max(Integer.MIN_VALUE, Math.min(value, Integer.MAX_VALUE));
  }
}
