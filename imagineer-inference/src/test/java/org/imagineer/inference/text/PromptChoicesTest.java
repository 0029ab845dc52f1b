package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptChoicesTest {

  /** From another implementation of SplitMix64, whose first number for seed 1234567 is known. */
  @ParameterizedTest
  @CsvSource({
    "0, hdah",
    "1, efhd",
    "2, efeg",
    "7, dahe",
    "42, fbcc",
    "1234567, cbeb",
    "2147483647, dadg"
  })
  void choices_of_a_seed_are_the_same_for_ever(long seed, String expected) {
    String four = "{a|b|c|d|e|f|g|h}".repeat(4);
    assertThat(PromptChoices.resolve(four, seed)).isEqualTo(expected);
  }

  @Test
  void each_part_comes_about_equally_often_for_seeds_in_a_row() {
    Map<String, Long> counts =
        LongStream.range(1000, 4000)
            .mapToObj(seed -> PromptChoices.resolve("a {red|green|blue} boat", seed))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(counts).containsOnlyKeys("a red boat", "a green boat", "a blue boat");
    assertThat(counts.values()).allMatch(count -> count > 900 && count < 1100);
  }

  @Test
  void two_choices_of_a_prompt_are_drawn_independently() {
    assertThat(drawn("{a|b}{c|d}", 100)).containsExactlyInAnyOrder("ac", "ad", "bc", "bd");
  }

  @Test
  void parts_may_be_empty_and_hold_choices() {
    assertThat(drawn("x{|, snow}", 50)).containsExactlyInAnyOrder("x", "x, snow");
    assertThat(drawn("{a|{b|c}d|}", 200)).containsExactlyInAnyOrder("a", "bd", "cd", "");
    assertThat(drawn("{{a|b}}", 50)).containsExactlyInAnyOrder("{a}", "{b}");
  }

  @Test
  void bars_in_square_brackets_are_alternation() {
    assertThat(drawn("{[a|b]|c}", 50)).containsExactlyInAnyOrder("[a|b]", "c");
    assertThat(drawn("[{a|b}|c]", 50)).containsExactlyInAnyOrder("[a|c]", "[b|c]");
    assertThat(drawn("{[a|b}", 50)).containsExactlyInAnyOrder("[a", "b");
    assertThat(drawn("{a]|b}", 50)).containsExactlyInAnyOrder("a]", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a cat",
        "{a cat}",
        "{}",
        "{a",
        "a}",
        "a|b",
        "{a|b",
        "a|b}",
        "}a|b{",
        "\\{a|b\\}",
        "{a\\|b}",
        "{[a|b]}",
        "[a|b]",
        "{a|b\\}",
        "\\"
      })
  void what_is_no_choice_stays_as_it_is(String prompt) {
    assertThat(drawn(prompt, 20)).containsExactly(prompt);
  }

  @Test
  void escapes_in_a_choice_stay_escaped() {
    assertThat(drawn("{a\\|b|c\\}}", 50)).containsExactlyInAnyOrder("a\\|b", "c\\}");
  }

  @Test
  void other_syntaxes_do_no_harm() {
    assertThat(drawn("{2$$a|b}", 50)).containsExactlyInAnyOrder("2$$a", "b");
  }

  @Test
  void a_prompt_and_its_negative_prompt_choose_alike() {
    for (long seed = 0; seed < 50; seed++) {
      boolean red = PromptChoices.resolve("a {red|green} boat", seed).contains("red");
      assertThat(PromptChoices.resolve("{green|red}", seed)).isEqualTo(red ? "green" : "red");
    }
  }

  @ParameterizedTest
  @MethodSource("org.imagineer.inference.text.HostilePrompts#all")
  void every_string_is_a_prompt(String prompt) {
    HostilePrompts.within(5, () -> PromptChoices.resolve(prompt, 7));
  }

  @Test
  void what_has_been_drawn_once_is_drawn_the_same_again() {
    Random random = new Random(20240215);
    for (int i = 0; i < 5000; i++) {
      String prompt = HostilePrompts.random(random);
      String once = PromptChoices.resolve(prompt, i);
      assertThat(PromptChoices.resolve(prompt, i)).isEqualTo(once);
      assertThat(PromptChoices.resolve(once, i + 1)).as(prompt).isEqualTo(once);
    }
  }

  private static List<String> drawn(String prompt, int seeds) {
    return IntStream.range(0, seeds)
        .mapToObj(seed -> PromptChoices.resolve(prompt, seed))
        .distinct()
        .toList();
  }
}
