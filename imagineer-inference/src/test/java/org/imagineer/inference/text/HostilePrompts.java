package org.imagineer.inference.text;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** Prompts of people who mean no good. */
final class HostilePrompts {

  private static final List<String> SCRAPS =
      List.of(
          "(", ")", "[", "]", "{", "}", "|", ":", "\\", "<lora:", ">", "a", "b", ",", " ", "BREAK",
          ":1", ":.5", ":3]", ":1.5)", "\n", "猫", "\ud83d", "=", "<", "é");

  private HostilePrompts() {}

  /** As long as a request allows, each of something that nests, backtracks or overflows. */
  static Stream<String> all() {
    return Stream.of(
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "|",
            ":",
            "\\",
            "<",
            ">",
            " ",
            "\n",
            "[a:",
            "[a|",
            "{a|",
            "([{",
            ")]}",
            "(a:1.",
            "(a:1.1)",
            "[a:b:.5]",
            ": ",
            ":1",
            "[|]",
            "[::1]",
            "{|}",
            "9",
            "BREAK ",
            "a,",
            "<lora:",
            "\u0000",
            "\ud800",
            "🐈",
            "a[b|c]",
            "[a|[b:")
        .map(unit -> unit.repeat(2000 / unit.length()))
        .flatMap(text -> Stream.of(text, text + ":1)", text + ":0.5]", "[(" + text + "|b]"))
        .flatMap(text -> Stream.of(text, mirrored(text)));
  }

  /** The text, then the brackets that close what it opened. */
  private static String mirrored(String text) {
    StringBuilder closing = new StringBuilder(text).reverse();
    for (int i = 0; i < closing.length(); i++) {
      int bracket = "([{<".indexOf(closing.charAt(i));
      if (bracket >= 0) {
        closing.setCharAt(i, ")]}>".charAt(bracket));
      }
    }
    return text + closing;
  }

  static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      text.append(SCRAPS.get(random.nextInt(SCRAPS.size())));
    }
    return text.toString();
  }

  /** Fails if it takes longer than so many seconds, or the stack of a thread that has little. */
  static void within(int seconds, Executable executable) {
    Assertions.assertTimeout(
        Duration.ofSeconds(seconds),
        () -> {
          Throwable[] thrown = new Throwable[1];
          Thread small =
              new Thread(
                  null,
                  () -> {
                    try {
                      executable.execute();
                    } catch (Throwable e) {
                      thrown[0] = e;
                    }
                  },
                  "small stack",
                  200_000);
          small.start();
          small.join();
          if (thrown[0] != null) {
            throw thrown[0];
          }
        });
  }
}
