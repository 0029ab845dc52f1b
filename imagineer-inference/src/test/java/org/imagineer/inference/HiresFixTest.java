package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({TinyModel.class, DemoModel.class})
class HiresFixTest {

  private static GenerationRequest request(HiresFix hires) {
    return TinyModel.request().withHires(hires);
  }

  private static BufferedImage drawn(GenerationRequest request) {
    return TinyModel.draw(request).pixels();
  }

  @ParameterizedTest
  @EnumSource
  void every_upscaler_draws_a_larger_picture_and_the_same_again(HiresFix.Upscaler upscaler) {
    GenerationRequest request = request(new HiresFix(1.5, 0.7, 0, upscaler)).withWidth(72);
    BufferedImage once = drawn(request);
    assertThat(once.getWidth()).isEqualTo(112).isEqualTo(request.finalWidth());
    assertThat(once.getHeight()).isEqualTo(96).isEqualTo(request.finalHeight());
    assertThat(Pictures.pixels(drawn(request))).isEqualTo(Pictures.pixels(once));
  }

  @Test
  void upscalers_differ() {
    int[] latent = Pictures.pixels(drawn(request(new HiresFix(2, 0.4, 0, null))));
    for (HiresFix.Upscaler other :
        new HiresFix.Upscaler[] {HiresFix.Upscaler.LATENT_NEAREST, HiresFix.Upscaler.PIXELS}) {
      assertThat(Pictures.pixels(drawn(request(new HiresFix(2, 0.4, 0, other)))))
          .isNotEqualTo(latent);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DDIM, 4, 0.5, 0, 6",
    "DDIM, 4, 0.5, 6, 7",
    "EULER_A, 2, 1, 0, 4",
    "PNDM, 4, 0.5, 0, 8",
    "HEUN, 3, 0.7, 0, 8"
  })
  void steps_are_counted_once_over_both_passes(
      SchedulerKind scheduler, int steps, double strength, int hiresSteps, int calls) {
    Steps told =
        Steps.of(
            request(new HiresFix(1.5, strength, hiresSteps, null))
                .withSteps(steps)
                .withScheduler(scheduler));
    assertThat(told.heard)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, calls).boxed().toList());
    assertThat(told.total).isEqualTo(calls);
  }

  @Test
  void the_second_pass_keeps_the_composition_of_the_first() {
    GenerationRequest small = DemoModel.request();
    GenerationRequest large = small.withHires(new HiresFix(2, 0.3, 0, HiresFix.Upscaler.PIXELS));
    BufferedImage enlarged = Resampling.to(DemoModel.draw(small), 256, 256);
    GenerationRequest unrelated = small.withWidth(256).withHeight(256);
    assertThat(Pictures.psnr(enlarged, DemoModel.draw(large)))
        .isGreaterThan(Pictures.psnr(enlarged, DemoModel.draw(unrelated)) + 6);
  }
}
