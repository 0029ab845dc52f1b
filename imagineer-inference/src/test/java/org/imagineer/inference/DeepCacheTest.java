package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures for which most of the UNet ran in some model calls only. */
@ExtendWith({TinyModel.class, DemoModel.class})
class DeepCacheTest {

  @Test
  void pictures_stay_close_and_the_closer_the_more_often_everything_runs() {
    GenerationRequest request =
        DemoModel.request().withSteps(20).withScheduler(SchedulerKind.DPMPP_2M);
    BufferedImage exact = DemoModel.draw(request);
    List<Double> psnr = new ArrayList<>();
    for (int n : new int[] {2, 4, 10}) {
      psnr.add(Pictures.psnr(exact, DemoModel.draw(request.withDeepCacheInterval(n))));
    }
    assertThat(psnr.get(0)).as("%s", psnr).isFinite().isGreaterThan(25);
    assertThat(psnr.get(1)).as("%s", psnr).isBetween(18.0, psnr.get(0));
    assertThat(psnr.get(2)).as("%s", psnr).isLessThan(psnr.get(1));
  }

  @Test
  void an_interval_of_one_is_exact() {
    GenerationRequest request = TinyModel.request();
    assertThat(TinyModel.draw(request.withDeepCacheInterval(1)).png())
        .isEqualTo(TinyModel.draw(request).png());
  }

  @ParameterizedTest
  @EnumSource
  void every_sampler_draws_the_same_again(SchedulerKind scheduler) {
    GenerationRequest request =
        TinyModel.request().withScheduler(scheduler).withSteps(4).withDeepCacheInterval(2);
    byte[] first = TinyModel.draw(request).png();
    assertThat(TinyModel.draw(request).png()).isEqualTo(first);
    assertThat(first).isNotEqualTo(TinyModel.draw(request.withDeepCacheInterval(1)).png());
  }

  @Test
  void features_are_used_for_the_prompt_only_that_they_are_of() {
    GenerationRequest alternating =
        TinyModel.request()
            .withPrompt("a [lake|winter]")
            .withSteps(4)
            .withScheduler(SchedulerKind.EULER);
    assertThat(pixels(alternating.withDeepCacheInterval(2))).isEqualTo(pixels(alternating));
    GenerationRequest edited = alternating.withPrompt("a [lake:winter:1]").withSteps(2);
    assertThat(pixels(edited.withDeepCacheInterval(2))).isEqualTo(pixels(edited));
  }

  @Test
  void prompts_of_different_length_have_their_own_features() {
    GenerationRequest request =
        TinyModel.request()
            .withPrompt("a lake ".repeat(50))
            .withNegativePrompt("snow")
            .withSteps(6);
    double psnr =
        Pictures.psnr(
            TinyModel.draw(request).pixels(),
            TinyModel.draw(request.withDeepCacheInterval(2)).pixels());
    assertThat(psnr).isGreaterThan(20);
  }

  @Test
  void the_end_of_guidance_does_not_use_what_both_branches_left() {
    GenerationRequest request =
        TinyModel.request().withSteps(2).withGuidanceInterval(new GuidanceInterval(0, 0.5));
    assertThat(pixels(request.withDeepCacheInterval(10))).isEqualTo(pixels(request));
  }

  @Test
  void works_in_two_passes_from_pictures_and_in_halves() {
    GenerationRequest request = TinyModel.request().withSteps(4).withDeepCacheInterval(3);
    TinyModel.draw(request.withHires(new HiresFix(1.5, 0.7, 0, HiresFix.Upscaler.LATENT)));
    InitImage init = new InitImage(Pictures.colourful(64, 64), 0.8, null);
    TinyModel.draw(
        request.withInitImage(init).withInpaint(Inpaint.of(Pictures.mask(64, 64, 8, 8, 20, 20))));
    try (StableDiffusion halves = TinyModel.open(Precision.BFLOAT16)) {
      halves.generate(request, GenerationListener.NONE);
    }
  }

  @Test
  void a_generation_that_ends_early_keeps_no_features() {
    GenerationRequest request = TinyModel.request().withSteps(6).withDeepCacheInterval(10);
    TinyModel.draw(request);
    GenerationListener failing =
        new GenerationListener() {
          @Override
          public void step(int step, int total) {
            if (step == 3) {
              throw new IllegalStateException("mine");
            }
          }
        };
    long pointers = Pointer.totalCount();
    assertThatThrownBy(() -> TinyModel.model().generate(request, failing)).hasMessage("mine");
    Steps cancelled = new Steps(asked -> asked == 4);
    assertThatThrownBy(() -> TinyModel.model().generate(request, cancelled))
        .isInstanceOf(GenerationCancelledException.class);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 11})
  void intervals_out_of_range_are_refused(int interval) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.request().withDeepCacheInterval(interval))
        .withMessage("deep_cache_interval must be between 1 and 10");
  }

  private static int[] pixels(GenerationRequest request) {
    return Pictures.pixels(TinyModel.draw(request).pixels());
  }
}
