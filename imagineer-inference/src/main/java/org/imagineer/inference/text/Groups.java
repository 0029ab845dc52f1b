package org.imagineer.inference.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A text with groups in brackets, of whose parts only one is read. Groups may stand in parts of
 * others. Reading walks along the text and jumps: no depth of nesting costs stack, and it takes
 * time in proportion to the text.
 *
 * @param <T> what is known of a group
 */
final class Groups<T> {

  /** Tells a reader to skip a group. */
  static final int NO_PART = -1;

  private record Group<T>(List<Integer> starts, int end, T known) {}

  private final String text;
  private final Map<Integer, Group<T>> opening = new HashMap<>();
  private final Map<Integer, Integer> jumps = new HashMap<>();

  Groups(String text) {
    this.text = text;
  }

  /**
   * Adds a group.
   *
   * @param open position of its opening bracket
   * @param separators positions of what stands between its parts, in order
   * @param close position of its closing bracket
   */
  void add(int open, List<Integer> separators, int close, T known) {
    List<Integer> starts = new ArrayList<>();
    starts.add(open + 1);
    for (int separator : separators) {
      starts.add(separator + 1);
      jumps.put(separator, close + 1);
    }
    jumps.put(close, close + 1);
    opening.put(open, new Group<>(starts, close + 1, known));
  }

  boolean isEmpty() {
    return opening.isEmpty();
  }

  /**
   * Reads the text once.
   *
   * @param choose the part to read of a group, from 0 on, or {@link #NO_PART}; asked for each group
   *     that is reached, from left to right
   */
  String read(ToIntFunction<T> choose) {
    StringBuilder read = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      Group<T> group = opening.get(at);
      if (group != null) {
        int part = choose.applyAsInt(group.known());
        at = part == NO_PART ? group.end() : group.starts().get(part);
      } else if (jumps.containsKey(at)) {
        at = jumps.get(at);
      } else {
        read.append(text.charAt(at++));
      }
    }
    return read.toString();
  }
}
