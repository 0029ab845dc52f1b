package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.imagineer.inference.text.LoraTags.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTagsTest {

  @ParameterizedTest
  @CsvSource({
    "<lora:winter>, winter, 1, 1",
    "<lora:winter:0.8>, winter, 0.8, 0.8",
    "<lora:winter:0.5:0.8>, winter, 0.5, 0.8",
    "<lora:winter:te=0.5:unet=0.8>, winter, 0.5, 0.8",
    "<lora:winter:unet=0.8:te=0.5>, winter, 0.5, 0.8",
    "<lora:winter:te=0.5>, winter, 0.5, 0.5",
    "<lora:winter:unet=0.8>, winter, 1, 0.8",
    "<lora:winter:0.3:unet=0.8>, winter, 0.3, 0.8",
    "<lora:winter:-1>, winter, -1, -1",
    "<lora:winter:+.5>, winter, 0.5, 0.5",
    "<lora:winter:1.>, winter, 1, 1",
    "<lora:winter:0>, winter, 0, 0",
    "< lora:winter> <lora: winter : 0.8 >, winter, 0.8, 0.8",
    "<lyco:winter:0.8>, winter, 0.8, 0.8",
    "<LoRA:Winter:UNet=0.8>, Winter, 1, 0.8",
    "<lora:My LoRA-v1.5_(final)[x]{y}|z:0.7>, My LoRA-v1.5_(final)[x]{y}|z, 0.7, 0.7",
    "<lora:冬:0.7>, 冬, 0.7, 0.7"
  })
  void tags_are_read_as_people_write_them(String prompt, String name, double text, double unet) {
    assertThat(LoraTags.of(prompt).uses()).containsExactly(new Use(name, text, unet));
  }

  @Test
  void tags_vanish_from_the_text_and_keep_their_order() {
    LoraTags tags = LoraTags.of("a cat<lora:b:0.5>, (snow <lora:a>:1.2)<lora:b:2>");
    assertThat(tags.text()).isEqualTo("a cat, (snow :1.2)");
    assertThat(tags.uses())
        .containsExactly(new Use("b", 0.5, 0.5), new Use("a", 1, 1), new Use("b", 2, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a cat", "<b>bold</b>", "a < b > c", "<lora:x", "lora:x>", "<lora>", "<$1>"})
  void other_angle_brackets_stay_text(String prompt) {
    assertThat(LoraTags.of(prompt)).isEqualTo(new LoraTags(prompt, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a <lora:x:0,8> b | the tag <lora:x:0,8> needs a weight such as 0.8, not '0,8'",
        "<lora:x:strong> | needs a weight such as 0.8, not 'strong'",
        "<lora:x:> | needs a weight such as 0.8, not ''",
        "<lora:x:NaN> | not 'NaN'",
        "<lora:x:Infinity> | not 'Infinity'",
        "<lora:x:1e999> | not '1e999'",
        "<lora:x:1.2.3> | not '1.2.3'",
        "<lora:x:te=> | not ''",
        "<lora:> | the tag <lora:> names no LoRA",
        "<lora: :1> | names no LoRA",
        "<lora:x:1:1:1> | has more than two weights",
        "<lora:x:dyn=4> | may name the weights te and unet, not 'dyn'",
        "<hypernet:x:1> | Imagineer has no hypernetworks; remove <hypernet:x:1> from the prompt"
      })
  void a_tag_that_cannot_be_understood_is_refused_and_quoted(String prompt, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoraTags.of(prompt))
        .withMessageContaining(problem);
  }

  @ParameterizedTest
  @MethodSource("org.imagineer.inference.text.HostilePrompts#all")
  void no_string_takes_long(String prompt) {
    HostilePrompts.within(
        5,
        () -> {
          try {
            LoraTags.of(prompt);
          } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("the tag <lora:");
          }
        });
  }

  @Test
  void what_is_left_of_a_random_string_has_no_tags() {
    Random random = new Random(20240215);
    for (int i = 0; i < 5000; i++) {
      String prompt = "<lora:a:1>" + HostilePrompts.random(random);
      try {
        LoraTags tags = LoraTags.of(prompt);
        assertThat(tags.uses()).as(prompt).contains(new Use("a", 1, 1));
        assertThat(tags.text()).as(prompt).doesNotContain("<lora:a:1>");
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("the tag <lora:");
      }
    }
  }
}
