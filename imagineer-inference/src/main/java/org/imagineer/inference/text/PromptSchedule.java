package org.imagineer.inference.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;

/**
 * A prompt whose text changes from step to step, in A1111's syntax.
 *
 * <pre>
 * [from:to:when]   from in the steps 1 .. when, then to
 * [to:when]        to after step {@code when}           [from::when]   from up to it
 * [a|b|c]          a in step 1, b in step 2, c in step 3, a in step 4 ...; parts may be empty
 * </pre>
 *
 * {@code when} is a share of the steps if it has a decimal point or is below 1, else a step. All of
 * it may be nested, in attention's brackets too, whose colons belong to them. Brackets that are no
 * such thing, or stand crosswise to others, are left to {@link PromptWeights}. Escaped characters
 * stay escaped. Every string is a prompt: nothing here is ever refused.
 *
 * @param entries in the order of their steps; neighbours differ in text, the last entry ends with
 *     the last step
 */
public record PromptSchedule(List<Entry> entries) {

  /**
   * A text that holds for a while.
   *
   * @param lastStep the last step it holds for, from 1 on
   */
  public record Entry(int lastStep, String text) {}

  public PromptSchedule {
    entries = List.copyOf(entries);
  }

  /**
   * What a prompt says in each of so many steps.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public static PromptSchedule of(String prompt, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("a prompt is for at least one step, not " + steps);
    }
    Groups<IntUnaryOperator> groups = groups(prompt, steps);
    if (groups.isEmpty()) {
      return always(prompt, steps);
    }
    List<Entry> entries = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      int now = step;
      String text = groups.read(part -> part.applyAsInt(now));
      int last = entries.size() - 1;
      if (last >= 0 && entries.get(last).text().equals(text)) {
        entries.set(last, new Entry(step, text));
      } else {
        entries.add(new Entry(step, text));
      }
    }
    return new PromptSchedule(entries);
  }

  /** The same text in all steps. */
  public static PromptSchedule always(String prompt, int steps) {
    return new PromptSchedule(List.of(new Entry(steps, prompt)));
  }

  /**
   * The text of a step.
   *
   * @param step from 1 on; steps beyond the last are like the last
   */
  public String at(int step) {
    for (Entry entry : entries) {
      if (step <= entry.lastStep()) {
        return entry.text();
      }
    }
    return entries.get(entries.size() - 1).text();
  }

  private record Open(char bracket, int at, List<Integer> separators) {}

  /** Finds the brackets that change with the steps; each knows its part for a step. */
  private static Groups<IntUnaryOperator> groups(String prompt, int steps) {
    Groups<IntUnaryOperator> groups = new Groups<>(prompt);
    Deque<Open> open = new ArrayDeque<>();
    for (int i = 0; i < prompt.length(); i++) {
      char c = prompt.charAt(i);
      switch (c) {
        case '\\' -> i++;
        case '(', '[' -> open.push(new Open(c, i, new ArrayList<>()));
        case ')', ']' -> {
          if (!open.isEmpty() && open.peek().bracket() == (c == ')' ? '(' : '[')) {
            add(groups, prompt, open.pop(), i, steps);
          } else {
            open.clear(); // what is open here can no longer be balanced
          }
        }
        case ':', '|' -> {
          if (!open.isEmpty()) {
            open.peek().separators().add(i);
          }
        }
        default -> {}
      }
    }
    return groups;
  }

  private static void add(
      Groups<IntUnaryOperator> groups, String prompt, Open open, int close, int steps) {
    List<Integer> separators = open.separators();
    if (open.bracket() == '(' || separators.isEmpty()) {
      return;
    }
    int parts = separators.size() + 1;
    if (separators.stream().allMatch(at -> prompt.charAt(at) == '|')) {
      groups.add(open.at(), separators, close, step -> (step - 1) % parts);
    } else if (parts <= 3 && separators.stream().allMatch(at -> prompt.charAt(at) == ':')) {
      String when = prompt.substring(separators.get(parts - 2) + 1, close).strip();
      OptionalDouble number = DecimalNumber.parse(when);
      if (number.isPresent()) {
        boolean share = number.getAsDouble() < 1 || when.indexOf('.') >= 0;
        int last = (int) Math.min(steps, number.getAsDouble() * (share ? steps : 1));
        int before = parts == 3 ? 0 : Groups.NO_PART;
        groups.add(open.at(), separators, close, step -> step <= last ? before : parts - 2);
      }
    }
  }
}
