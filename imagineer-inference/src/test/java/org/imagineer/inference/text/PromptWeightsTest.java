package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.imagineer.inference.text.PromptWeights.Fragment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromptWeightsTest {

  /** Prompt; then text and weight of each fragment in turn. */
  @ParameterizedTest
  @MethodSource
  void attention_is_read_as_a1111_reads_it(String prompt, List<Object> expected) {
    List<List<Fragment>> sections = PromptWeights.parse(prompt).sections();
    assertThat(sections).hasSize(1);
    List<Fragment> found = sections.get(0);
    assertThat(found).hasSize(expected.size() / 2);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).text()).isEqualTo(expected.get(2 * i));
      assertThat(found.get(i).weight())
          .isCloseTo((Double) expected.get(2 * i + 1), Offset.offset(1e-12));
    }
  }

  static Stream<Arguments> attention_is_read_as_a1111_reads_it() {
    return Stream.of(
        of(""),
        of("a cat", "a cat", 1.0),
        of("(a cat)", "a cat", 1.1),
        of("((a cat))", "a cat", 1.21),
        of("[a cat]", "a cat", 1 / 1.1),
        of("([a cat])", "a cat", 1.0),
        of("(a cat:1.3)", "a cat", 1.3),
        of("(a cat : 1.3 )", "a cat ", 1.3),
        of("(a cat:.5)(dog:2.)(cow:+3)(ant:-1)", "a cat", 0.5, "dog", 2.0, "cow", 3.0, "ant", -1.0),
        of("((a cat:1.3))", "a cat", 1.3 * 1.1),
        of("(a (b))", "a ", 1.1, "b", 1.21),
        of("(a:1.2) and [b]", "a", 1.2, " and ", 1.0, "b", 1 / 1.1),
        of(
            "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            "a ",
            1.0,
            "house",
            1.573,
            " ",
            1.1,
            "on",
            1.0,
            " a ",
            1.1,
            "hill",
            0.55,
            ", sun, ",
            1.1,
            "sky",
            1.4641,
            ".",
            1.1),
        // what belongs to nothing
        of("(unbalanced", "unbalanced", 1.1),
        of("a ((b [c", "a ", 1.0, "b ", 1.21, "c", 1.1),
        of("a) b] c", "a) b] c", 1.0),
        of("a:1.3", "a:1.3", 1.0),
        of("a:1.3)", "a:1.3)", 1.0),
        of("(a:b)", "a:b", 1.1),
        of("(a:1.3 b)", "a:1.3 b", 1.1),
        of("(a:)", "a:", 1.1),
        of("[a:1.3]", "a:1.3", 1 / 1.1),
        of("(a:1.2.3)", "a:1.2.3", 1.1),
        of("(a:.)", "a:.", 1.1),
        of("(a:1e3)(b:nan)(c:inf)", "a:1e3b:nanc:inf", 1.1),
        of("(a:1:2)", "a:1", 2.0),
        // round and square brackets do not know of each other
        of("(a [b) c]", "a ", 1.1, "b", 1.0, " c", 1 / 1.1),
        // escapes
        of("a \\(b\\) \\[c\\] \\\\d", "a (b) [c] \\d", 1.0),
        of("(a \\) b)", "a ) b", 1.1),
        of("a\\b\\", "ab", 1.0),
        of("\\{a\\|b\\}", "{a|b}", 1.0),
        of("(a\\:1.3)", "a", 1.3),
        // runs of equal weight are one text
        of("(a)(b)", "ab", 1.1),
        of("()[]a((()))", "a", 1.0),
        of("(猫 🐈:1.5)", "猫 🐈", 1.5));
  }

  private static Arguments of(String prompt, Object... expected) {
    return Arguments.of(prompt, List.of(expected));
  }

  @Test
  void brackets_multiply_from_the_inside_outward() {
    assertThat(PromptWeights.parse("(((house:1.3)))").sections().get(0))
        .containsExactly(new Fragment("house", 1.3 * 1.1 * 1.1));
  }

  @Test
  void break_in_capitals_and_alone_begins_a_new_section() {
    assertThat(texts("a cat BREAK a dog")).containsExactly(List.of("a cat "), List.of(" a dog"));
    assertThat(texts("BREAK")).containsExactly(List.of(), List.of());
    assertThat(texts("a BREAKBREAK")).containsExactly(List.of("a BREAKBREAK"));
    assertThat(texts("a BREAK BREAK b"))
        .containsExactly(List.of("a "), List.of(" "), List.of(" b"));
    assertThat(texts("a,BREAK,b")).containsExactly(List.of("a,"), List.of(",b"));
    assertThat(texts("break OUTBREAK BREAK_ BREAKS éBREAK BREAK2"))
        .containsExactly(List.of("break OUTBREAK BREAK_ BREAKS éBREAK BREAK2"));
  }

  @Test
  void break_inside_brackets_leaves_their_weight_to_both_sides() {
    assertThat(PromptWeights.parse("(a BREAK b:2)").sections())
        .containsExactly(List.of(new Fragment("a ", 2)), List.of(new Fragment(" b", 2)));
  }

  @Test
  void weights_stay_finite() {
    String huge = "9".repeat(400);
    for (String prompt :
        List.of(
            "(a:" + huge + ")",
            "((a:" + huge + "):0)",
            "(".repeat(150) + "a" + (":" + huge + ")").repeat(4),
            "(".repeat(1999) + "a")) {
      PromptWeights.parse(prompt)
          .sections()
          .get(0)
          .forEach(
              fragment ->
                  assertThat(fragment.weight())
                      .isBetween(-PromptWeights.MAX_WEIGHT, PromptWeights.MAX_WEIGHT));
    }
    assertThat(PromptWeights.parse("(a:-" + huge + ")").sections().get(0))
        .containsExactly(new Fragment("a", -PromptWeights.MAX_WEIGHT));
  }

  @ParameterizedTest
  @MethodSource("org.imagineer.inference.text.HostilePrompts#all")
  void every_string_is_a_prompt(String prompt) {
    HostilePrompts.within(5, () -> PromptWeights.parse(prompt));
  }

  @Test
  void every_random_string_is_a_prompt_whose_fragments_are_not_empty() {
    Random random = new Random(20240215);
    for (int i = 0; i < 5000; i++) {
      String prompt = HostilePrompts.random(random);
      List<List<Fragment>> sections = PromptWeights.parse(prompt).sections();
      assertThat(sections).as(prompt).isNotEmpty();
      for (List<Fragment> section : sections) {
        for (int k = 0; k < section.size(); k++) {
          assertThat(section.get(k).text()).as(prompt).isNotEmpty();
          assertThat(section.get(k).weight()).as(prompt).isFinite();
          if (k > 0) {
            assertThat(section.get(k).weight())
                .as(prompt)
                .isNotEqualTo(section.get(k - 1).weight());
          }
        }
      }
    }
  }

  private static List<List<String>> texts(String prompt) {
    return PromptWeights.parse(prompt).sections().stream()
        .map(section -> section.stream().map(Fragment::text).toList())
        .toList();
  }
}
