package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Guidance in a part of the steps. */
@ExtendWith(TinyModel.class)
class GuidanceIntervalTest {

  private static final GuidanceInterval NEVER = new GuidanceInterval(0.99, 1);

  @ParameterizedTest
  @CsvSource({
    "0, 1, 10, 0, 9",
    "0, 0.8, 10, 0, 7",
    "0.3, 0.7, 10, 3, 6",
    "0.1, 0.7, 20, 2, 13",
    "0.25, 0.8, 25, 7, 19",
    "0, 0.01, 10, 0, 0",
    "0.9, 1, 10, 9, 9"
  })
  void begins_and_ends_with_these_steps(double start, double end, int steps, int first, int last) {
    GuidanceInterval interval = new GuidanceInterval(start, end);
    for (int step = 0; step < steps; step++) {
      assertThat(interval.holds(step, steps))
          .as("%d", step)
          .isEqualTo(step >= first && step <= last);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, 1, guidance_start must be between 0 and 1",
    "NaN, 1, guidance_start must be between 0 and 1",
    "0, 1.1, guidance_end must be between 0 and 1",
    "0, NaN, guidance_end must be between 0 and 1",
    "0.5, 0.5, guidance_start must be below guidance_end",
    "1, 1, guidance_start must be below guidance_end",
    "0, 0, guidance_start must be below guidance_end"
  })
  void what_is_no_interval_is_refused(double start, double end, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuidanceInterval(start, end))
        .withMessage(message);
  }

  @ParameterizedTest
  @EnumSource
  void steps_outside_of_it_are_those_without_guidance(SchedulerKind scheduler) {
    GenerationRequest request = TinyModel.request().withScheduler(scheduler);
    GenerationRequest without = request.withGuidanceScale(1);
    assertThat(pixels(request.withGuidanceInterval(NEVER))).isEqualTo(pixels(without));
    assertThat(pixels(request.withGuidanceInterval(new GuidanceInterval(0, 0.5))))
        .isNotEqualTo(pixels(without))
        .isNotEqualTo(pixels(request));
  }

  @Test
  void the_whole_is_exact() {
    GenerationRequest request = TinyModel.request();
    assertThat(pixels(request.withGuidanceInterval(new GuidanceInterval(0, 1))))
        .isEqualTo(pixels(request));
  }

  @Test
  void prompts_that_change_keep_their_steps() {
    GenerationRequest request = TinyModel.request().withPrompt("a [lake:winter:1]");
    GenerationRequest without = request.withGuidanceScale(1);
    assertThat(pixels(request.withGuidanceInterval(NEVER))).isEqualTo(pixels(without));
    assertThat(pixels(without)).isNotEqualTo(pixels(without.withPrompt("a lake")));
  }

  @Test
  void a_picture_from_a_picture_has_the_noise_levels_that_it_passes() {
    InitImage init = new InitImage(Pictures.colourful(64, 64), 0.5, null);
    GenerationRequest last =
        TinyModel.request().withSteps(4).withInitImage(init); // steps 2, 3 of 4
    assertThat(pixels(last.withGuidanceInterval(new GuidanceInterval(0, 0.5))))
        .isEqualTo(pixels(last.withGuidanceScale(1)));
    assertThat(pixels(last.withGuidanceInterval(new GuidanceInterval(0.5, 1))))
        .isEqualTo(pixels(last));
  }

  private static int[] pixels(GenerationRequest request) {
    return Pictures.pixels(TinyModel.draw(request).pixels());
  }
}
