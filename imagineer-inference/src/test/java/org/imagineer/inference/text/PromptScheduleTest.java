package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromptScheduleTest {

  /** Prompt, for ten steps; then last step and text of each entry in turn. */
  @ParameterizedTest
  @MethodSource
  void prompt_editing_is_read_as_a1111_reads_it(String prompt, List<Object> expected) {
    List<Object> found =
        PromptSchedule.of(prompt, 10).entries().stream()
            .flatMap(entry -> Stream.<Object>of(entry.lastStep(), entry.text()))
            .toList();
    assertThat(found).isEqualTo(expected);
  }

  static Stream<Arguments> prompt_editing_is_read_as_a1111_reads_it() {
    return Stream.of(
        of("", 10, ""),
        of("test", 10, "test"),
        of("a [b:3]", 3, "a ", 10, "a b"),
        of("a [b: 3 ]", 3, "a ", 10, "a b"),
        of("a [b::3]", 3, "a b", 10, "a "),
        of("a [b:c:3]", 3, "a b", 10, "a c"),
        of("a [b : c : 1] d", 1, "a b  d", 10, "a  c  d"),
        of("a [[[b]]:2]", 2, "a ", 10, "a [[b]]"),
        of("[(a:2):3]", 3, "", 10, "(a:2)"),
        of("[(a:1.2):(b:1.3):3]", 3, "(a:1.2)", 10, "(b:1.3)"),
        of("(a [b:c:3]:1.3)", 3, "(a b:1.3)", 10, "(a c:1.3)"),
        of("a[b:[c:d:2]:1]e", 1, "abe", 2, "ace", 10, "ade"),
        of("a [b:.5] c", 5, "a  c", 10, "a b c"),
        of("a [b:0.25] c", 2, "a  c", 10, "a b c"),
        of("a [b:1.0] c", 10, "a  c"),
        of("a [b:1.5] c", 10, "a  c"),
        of("a [b:1] c", 1, "a  c", 10, "a b c"),
        of("a [b:20] c", 10, "a  c"),
        of("a [b:0] c", 10, "a b c"),
        of("a [b:-3] c", 10, "a b c"),
        of("a [b:+3] c", 3, "a  c", 10, "a b c"),
        of("a [b:5e-1] c", 5, "a  c", 10, "a b c"),
        of("[a:b:3][c:d:6]", 3, "ac", 6, "bc", 10, "bd"),
        of("[a:a:3]", 10, "a"),
        // malformed
        of("a [unbalanced", 10, "a [unbalanced"),
        of("a [b:c]", 10, "a [b:c]"),
        of("a [b:]", 10, "a [b:]"),
        of("a [b:1.2.3]", 10, "a [b:1.2.3]"),
        of("a [b:c:d:3]", 10, "a [b:c:d:3]"),
        of("a [b|c:3]", 10, "a [b|c:3]"),
        of("a (b:3)", 10, "a (b:3)"),
        of("a b:3]", 10, "a b:3]"),
        of("a | b", 10, "a | b"),
        of("[a (b:3]", 10, "[a (b:3]"),
        of("(a [b:3) c]", 10, "(a [b:3) c]"),
        of("((a][:b:c [d:3]", 3, "((a][:b:c ", 10, "((a][:b:c d"),
        of("[a:[b:c:3]]", 3, "[a:b]", 10, "[a:c]"),
        // escapes stay for whoever reads attention
        of("\\[a:b:3\\]", 10, "\\[a:b:3\\]"),
        of("[a\\:b:3]", 3, "", 10, "a\\:b"),
        of("[a\\]:b:3]", 3, "a\\]", 10, "b"),
        of("[猫:🐈:3]", 3, "猫", 10, "🐈"));
  }

  private static Arguments of(String prompt, Object... expected) {
    return Arguments.of(prompt, List.of(expected));
  }

  @Test
  void alternatives_take_turns_from_the_first_step_on() {
    assertThat(steps("[a|b]", 5)).containsExactly("a", "b", "a", "b", "a");
    assertThat(steps("[a|b|c]", 5)).containsExactly("a", "b", "c", "a", "b");
    assertThat(steps("[fe|]male", 3)).containsExactly("female", "male", "female");
    assertThat(steps("[fe|||]male", 5)).containsExactly("female", "male", "male", "male", "female");
    assertThat(steps("[a|(b:1.1)]", 2)).containsExactly("a", "(b:1.1)");
    assertThat(steps("([a|b]:1.3)", 2)).containsExactly("(a:1.3)", "(b:1.3)");
    assertThat(steps("[a\\|b|c]", 2)).containsExactly("a\\|b", "c");
    assertThat(steps("[a|[b|c]]", 4)).containsExactly("a", "c", "a", "c");
    assertThat(steps("[|]x", 2)).containsExactly("x", "x");
  }

  @Test
  void editing_and_alternation_nest_in_each_other() {
    assertThat(steps("[[a|b]:c:2]", 4)).containsExactly("a", "b", "c", "c");
    assertThat(steps("[[a:b:2]|x]", 4)).containsExactly("a", "x", "b", "x");
  }

  @Test
  void alternation_has_at_most_one_entry_per_step() {
    assertThat(PromptSchedule.of("[a|b][c|d|e][f|g|h|i|j]", 150).entries()).hasSize(150);
    assertThat(PromptSchedule.of("[a|b]", 1).entries()).hasSize(1);
  }

  @Test
  void steps_beyond_the_last_are_like_the_last() {
    PromptSchedule schedule = PromptSchedule.of("[a:b:3]", 4);
    assertThat(schedule.at(3)).isEqualTo("a");
    assertThat(schedule.at(5)).isEqualTo("b");
    assertThat(PromptSchedule.always("[a|b]", 4).at(2)).isEqualTo("[a|b]");
  }

  @Test
  void a_prompt_for_no_step_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PromptSchedule.of("a", 0));
  }

  @ParameterizedTest
  @MethodSource("org.imagineer.inference.text.HostilePrompts#all")
  void every_string_is_a_prompt(String prompt) {
    HostilePrompts.within(5, () -> PromptSchedule.of(prompt, 150));
  }

  @Test
  void every_random_string_has_a_text_for_each_step_that_is_no_longer_than_itself() {
    Random random = new Random(20240215);
    for (int i = 0; i < 5000; i++) {
      String prompt = HostilePrompts.random(random);
      PromptSchedule schedule = PromptSchedule.of(prompt, 7);
      List<PromptSchedule.Entry> entries = schedule.entries();
      assertThat(entries.get(entries.size() - 1).lastStep()).as(prompt).isEqualTo(7);
      for (int step = 1; step <= 7; step++) {
        assertThat(schedule.at(step).length()).as(prompt).isLessThanOrEqualTo(prompt.length());
      }
    }
  }

  private static List<String> steps(String prompt, int steps) {
    PromptSchedule schedule = PromptSchedule.of(prompt, steps);
    return IntStream.rangeClosed(1, steps).mapToObj(schedule::at).toList();
  }
}
