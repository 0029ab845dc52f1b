package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.imagineer.inference.bench.RandomLora;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few steps, as of latent consistency models. */
@ExtendWith(TinyModel.class)
class LcmTest {

  /** The layers that LCM-LoRAs are trained for (Luo et al. 2023, arXiv:2311.05556). */
  private static final Predicate<String> LCM_LORA =
      name ->
          !name.startsWith("text_model")
              && name.matches(
                  ".*\\.(to_q|to_k|to_v|to_out\\.0|proj_in|proj_out|ff\\.net\\.0\\.proj|ff\\.net\\.2|conv1|conv2"
                      + "|conv_shortcut|downsamplers\\.0\\.conv|upsamplers\\.0\\.conv|time_emb_proj)\\.weight");

  @TempDir Path folder;

  private static GenerationRequest request(int steps, double guidance) {
    return TinyModel.request()
        .withScheduler(SchedulerKind.LCM)
        .withSteps(steps)
        .withGuidanceScale(guidance);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 1.5", "8, 2"})
  void an_lcm_lora_is_merged_and_draws(int steps, double guidance) throws IOException {
    Path lora = folder.resolve("lcm.safetensors");
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(TinyModel.folder()))) {
      new RandomLora(1, 4).write(lora, model, LCM_LORA);
    }
    GenerationRequest request =
        request(steps, guidance).withLoras(List.of(new LoraUse(lora, 1, 1)));
    Steps heard = Steps.of(request);
    assertThat(heard.heard).hasSize(steps);
    byte[] drawn = TinyModel.draw(request).png();
    assertThat(drawn).isEqualTo(TinyModel.draw(request).png());
    assertThat(drawn).isNotEqualTo(TinyModel.draw(request.withLoras(List.of())).png());
  }

  @Test
  void more_steps_than_a_model_was_distilled_from_are_refused_with_the_usual_number() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.draw(request(51, 1)))
        .withMessageContaining("at most the 50 steps")
        .withMessageContaining("4 to 8 are usual");
  }
}
