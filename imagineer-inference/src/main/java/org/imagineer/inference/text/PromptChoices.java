package org.imagineer.inference.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Choices in a prompt, drawn anew for each picture: <code>a {red|green|{light |}blue} boat</code>
 * becomes one of its parts, which may hold choices themselves or be empty. A {@code |} inside
 * square brackets is theirs. Braces without a {@code |}, or without their other half, are text;
 * {@code \{}, {@code \|} and {@code \}} are so too, and stay escaped for {@link PromptWeights}, so
 * that a prompt that was drawn once is the same when it is drawn again. Every string is a prompt:
 * nothing here is ever refused.
 */
public final class PromptChoices {

  private PromptChoices() {}

  /**
   * Makes all choices of a prompt. Each one reached, from left to right, takes a number of the
   * picture's own sequence, which this method keeps to in all versions: SplitMix64 (Steele, Lea and
   * Flood 2014, "Fast splittable pseudorandom number generators") begun with the seed; of n parts
   * the one with number {@code floor(n * x / 2^31)}, where x is the upper 31 bits of what was
   * drawn. Each prompt begins the sequence anew: choices at the same place of a prompt and its
   * negative prompt, of equally many parts, go together.
   *
   * @param seed the picture's
   */
  public static String resolve(String prompt, long seed) {
    Groups<Integer> groups = groups(prompt);
    SplitMix64 random = new SplitMix64(seed);
    return groups.isEmpty() ? prompt : groups.read(random::below);
  }

  /** An open bracket, and how many separators had been found before it. */
  private record Open(char bracket, int at, int separators) {}

  private static Groups<Integer> groups(String prompt) {
    Groups<Integer> groups = new Groups<>(prompt);
    Deque<Open> open = new ArrayDeque<>();
    List<Integer> separators = new ArrayList<>(); // of all open brackets, the innermost's last
    int braces = 0;
    for (int i = 0; i < prompt.length(); i++) {
      char c = prompt.charAt(i);
      switch (c) {
        case '\\' -> i++;
        case '{', '[' -> {
          open.push(new Open(c, i, separators.size()));
          braces += c == '{' ? 1 : 0;
        }
        case '|' -> separators.add(i);
        case ']' -> {
          if (!open.isEmpty() && open.peek().bracket() == '[') {
            separators.subList(open.pop().separators(), separators.size()).clear();
          }
        }
        case '}' -> {
          if (braces > 0) {
            braces--;
            close(groups, open, separators, i);
          }
        }
        default -> {}
      }
    }
    return groups;
  }

  /** Closes the innermost brace; square brackets opened within it have no other half. */
  private static void close(
      Groups<Integer> groups, Deque<Open> open, List<Integer> separators, int close) {
    Open brace = open.pop();
    while (brace.bracket() == '[') {
      brace = open.pop();
    }
    List<Integer> own = separators.subList(brace.separators(), separators.size());
    if (!own.isEmpty()) {
      groups.add(brace.at(), own, close, own.size() + 1);
    }
    own.clear();
  }

  private static final class SplitMix64 {
    private long state;

    SplitMix64(long seed) {
      state = seed;
    }

    /** The next number from 0 to {@code bound - 1}. */
    int below(int bound) {
      state += 0x9e3779b97f4a7c15L;
      long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      z ^= z >>> 31;
      return (int) ((z >>> 33) * bound >>> 31);
    }
  }
}
