package org.imagineer.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a request: for each field the first thing that is found. */
final class Violations {

  private final Map<String, String> messages = new LinkedHashMap<>();

  /** Message by field, in the order in which they were found. */
  Map<String, String> messages() {
    return messages;
  }

  /** Whether nothing is known against a field. */
  boolean isFine(String field) {
    return !messages.containsKey(field);
  }

  void require(boolean holds, String field, String message) {
    if (!holds) {
      messages.putIfAbsent(field, message);
    }
  }

  void range(String field, String label, Number value, Number least, Number most) {
    // Written so that NaN is out of range too.
    boolean within =
        value == null
            || value.doubleValue() >= least.doubleValue()
                && value.doubleValue() <= most.doubleValue();
    require(within, field, "%s must be between %s and %s".formatted(label, least, most));
  }

  void side(String field, String label, Integer pixels) {
    boolean fits = pixels == null || pixels >= 64 && pixels <= 2048 && pixels % 8 == 0;
    require(fits, field, label + " must be between 64-2048 and divisible by 8");
  }

  void known(String field, String name, List<String> names) {
    require(
        name == null || names.contains(name),
        field,
        "Unknown %s '%s'. Known: %s".formatted(field, name, String.join(", ", names)));
  }
}
