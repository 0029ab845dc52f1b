package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.text.PromptSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TinyModel.class)
class PromptsInPicturesTest {

  private static GenerationRequest request(String prompt) {
    return TinyModel.request().withPrompt(prompt);
  }

  private static int[] pixels(GenerationRequest request) {
    return Pictures.pixels(TinyModel.draw(request).pixels());
  }

  private static GenerationRequest with(GenerationRequest request, LoraUse... loras) {
    return request.withLoras(List.of(loras));
  }

  @Test
  void a_lora_tag_is_the_same_as_the_lora_asked_for() {
    LoraUse style = new LoraUse(TinyModel.lora("style"), 0.8, 0.8);
    LoraUse pose = new LoraUse(TinyModel.lora("pose"), 0.7, -0.5);
    int[] plain = pixels(request("a lake"));
    assertThat(pixels(request("<lora:style:0.8>a lake")))
        .isEqualTo(pixels(with(request("a lake"), style)))
        .isNotEqualTo(plain);
    assertThat(pixels(request("a <lora:STYLE:0.8>lake<lora:pose:-0.5:0.7>")))
        .isEqualTo(pixels(with(request("a lake"), style, pose)))
        .isEqualTo(pixels(with(request("a lake<lora:style:0.8>"), pose)));
    assertThat(pixels(request("a lake<lora:style:0>"))).isEqualTo(plain);
    assertThat(pixels(request("a lake"))).isEqualTo(plain);
  }

  @Test
  void an_unknown_lora_tells_the_known_ones_and_nothing_is_drawn() {
    Steps steps = new Steps();
    assertThatThrownBy(() -> TinyModel.model().generate(request("a lake <lora:../style:1>"), steps))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown LoRA '../style'. Known: pose, style");
    assertThat(steps.heard).isEmpty();
  }

  @Test
  void a_lora_in_the_negative_prompt_is_refused() {
    assertThatThrownBy(
            () -> TinyModel.draw(request("a lake").withNegativePrompt("snow <lora:style:1>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("LoRA tags belong into the prompt");
  }

  @Test
  void a_weight_beyond_reason_is_refused() {
    assertThatThrownBy(() -> TinyModel.draw(request("a lake <lora:style:1000>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LoRA weights must be between -100 and 100");
  }

  @Test
  void choices_are_made_by_the_seed_and_written_into_the_picture() {
    GenerationRequest request =
        request("a {red|green} lake").withNegativePrompt("{snow|ice|fog}").withSteps(1);
    Set<String> prompts = new HashSet<>();
    for (int k = 0; k < 8; k++) {
      GenerationRequest seeded = request.withSeed(k);
      GeneratedImage image = TinyModel.draw(seeded);
      assertThat(image.info().prompt()).isIn("a red lake", "a green lake");
      assertThat(image.info().negativePrompt()).isIn("snow", "ice", "fog");
      prompts.add(image.info().prompt());
      GenerationRequest chosen =
          seeded
              .withPrompt(image.info().prompt())
              .withNegativePrompt(image.info().negativePrompt());
      assertThat(pixels(chosen)).isEqualTo(Pictures.pixels(image.pixels()));
    }
    assertThat(prompts).hasSize(2);
  }

  @Test
  void a_choice_may_be_of_loras() {
    GenerationRequest request = request("a lake {<lora:style:0.8>|<lora:pose:1>}");
    GeneratedImage image = TinyModel.draw(request);
    assertThat(image.info().prompt()).isIn("a lake <lora:style:0.8>", "a lake <lora:pose:1>");
    assertThat(pixels(request(image.info().prompt()))).isEqualTo(Pictures.pixels(image.pixels()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a {red|green} lake", "a (lake:1.4)", "a lake <lora:nothing:1>", "[a:b:0.5]"})
  void plain_prompts_mean_what_they_say(String prompt) {
    GenerationRequest request =
        request(prompt).withNegativePrompt("<lora:x:1>").withPromptSyntax(PromptSyntax.PLAIN);
    GeneratedImage image = TinyModel.draw(request);
    assertThat(image.info().prompt()).isEqualTo(prompt);
    assertThat(image.info().negativePrompt()).isEqualTo("<lora:x:1>");
    assertThat(image.info().settings()).containsEntry("Prompt syntax", "plain");
    String other = prompt.replace('{', '(').replace('<', '(').replace('[', '(').replace(':', ';');
    assertThat(pixels(request.withPrompt(other))).isNotEqualTo(Pictures.pixels(image.pixels()));
  }
}
