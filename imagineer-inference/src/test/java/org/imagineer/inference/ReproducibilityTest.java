package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SamplerOptions;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same request on the same model, precision and device gives the same bytes. */
@ExtendWith(TinyModel.class)
class ReproducibilityTest {

  private static List<GenerationRequest> requests() {
    GenerationRequest plain = TinyModel.request();
    InitImage init = new InitImage(Pictures.colourful(90, 70), 0.7, null);
    return List.of(
        plain.withScheduler(SchedulerKind.EULER_A),
        plain.withPrompt("a {red|green|blue} [lake|hill] <lora:style:0.8>"),
        plain.withSampler(new SamplerOptions(0.5, null, null, null)).withWidth(96),
        plain.withHires(new HiresFix(1.5, 0.7, 0, HiresFix.Upscaler.PIXELS)),
        plain.withInitImage(init).withScheduler(SchedulerKind.DPMPP_SDE_KARRAS),
        plain.withInitImage(init).withInpaint(Inpaint.of(Pictures.mask(90, 70, 20, 20, 30, 30))),
        plain.withVariation(new Variation(99, 0.3)).withScheduler(SchedulerKind.UNIPC),
        plain.withLoras(List.of(new LoraUse(TinyModel.lora("pose"), -0.5, 0.7))));
  }

  @Test
  void whatever_was_drawn_in_between_pictures_are_the_same_byte_by_byte() {
    List<byte[]> first = requests().stream().map(each -> TinyModel.draw(each).png()).toList();
    for (int i = requests().size() - 1; i >= 0; i--) {
      assertThat(TinyModel.draw(requests().get(i)).png())
          .as("request %d", i)
          .isEqualTo(first.get(i));
    }
  }

  @Test
  void a_lora_counts_as_before_when_graphs_for_many_lengths_of_prompts_were_made_room_for() {
    GenerationRequest styled = TinyModel.request().withPrompt("a lake <lora:style:0.8>");
    try (StableDiffusion model = TinyModel.open(Precision.FLOAT32)) {
      byte[] first = model.generate(styled, GenerationListener.NONE).png();
      for (int chunks = 1; chunks <= 16; chunks++) {
        String longer = styled.prompt() + " BREAK a hill".repeat(chunks);
        model.generate(styled.withPrompt(longer).withSteps(1), GenerationListener.NONE);
      }
      assertThat(model.generate(styled, GenerationListener.NONE).png()).isEqualTo(first);
    }
  }

  @Test
  void the_model_opened_again_draws_the_same_bytes() {
    try (StableDiffusion again = TinyModel.open(Precision.FLOAT32)) {
      for (GenerationRequest request : requests().subList(0, 4)) {
        assertThat(again.generate(request, GenerationListener.NONE).png())
            .isEqualTo(TinyModel.draw(request).png());
      }
    }
  }

  @Test
  void halves_are_reproducible_too() {
    try (StableDiffusion halves = TinyModel.open(Precision.BFLOAT16)) {
      for (GenerationRequest request : requests().subList(0, 2)) {
        assertThat(halves.generate(request, GenerationListener.NONE).png())
            .isEqualTo(halves.generate(request, GenerationListener.NONE).png());
      }
    }
  }

  @Test
  void a_request_with_its_choices_made_draws_what_they_were_made_for() {
    for (int k = 0; k < 3; k++) {
      GenerationRequest open = TinyModel.request().withPrompt("a {red|green|blue} lake");
      GeneratedImage image = TinyModel.draw(open.withSeed(open.seedOf(k)));
      assertThat(image.request().prompt()).matches("a (red|green|blue) lake");
      assertThat(TinyModel.draw(image.request()).png()).isEqualTo(image.png());
    }
  }
}
