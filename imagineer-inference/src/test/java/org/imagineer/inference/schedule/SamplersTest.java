package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.imagineer.inference.schedule.Sampling.run;
import static org.imagineer.inference.schedule.Sampling.stableDiffusion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplersTest {

  private static final int MOST_STEPS = 150;

  /** LCM chooses among the timesteps of this many. */
  private static final int MOST_STEPS_OF_LCM = 50;

  static Stream<Arguments> ways_to_sample() {
    return Stream.of(SchedulerKind.values())
        .flatMap(
            kind ->
                Stream.of("linspace", "leading", "trailing", null)
                    .flatMap(
                        spacing ->
                            Stream.of("epsilon", "v_prediction", "sample")
                                .map(predicted -> Arguments.of(kind, spacing, predicted))));
  }

  @ParameterizedTest
  @MethodSource("ways_to_sample")
  void any_number_of_steps_leads_down_to_finite_latents(
      SchedulerKind kind, String spacing, String predicted) {
    SchedulerConfig config = config(spacing, predicted);
    for (int steps = 1; steps <= mostStepsOf(kind); steps++) {
      assertLeadsDown(kind, kind.create(config, steps), steps);
    }
  }

  @ParameterizedTest
  @MethodSource("ways_to_sample")
  void so_do_any_sigmas(SchedulerKind kind, String spacing, String predicted) {
    SchedulerConfig config = config(spacing, predicted);
    for (boolean karras : new boolean[] {false, true}) {
      for (FinalSigma end : FinalSigma.values()) {
        SamplerOptions options = new SamplerOptions(1.0, null, karras, end);
        for (int steps : new int[] {1, 2, 3, 20, mostStepsOf(kind)}) {
          assertLeadsDown(kind, kind.create(config, steps, options), steps);
        }
      }
    }
  }

  private static SchedulerConfig config(String spacing, String predicted) {
    ObjectNode options = stableDiffusion().put("prediction_type", predicted);
    options.put("timestep_spacing", spacing);
    return SchedulerConfig.of(options);
  }

  private static int mostStepsOf(SchedulerKind kind) {
    return kind == SchedulerKind.LCM ? MOST_STEPS_OF_LCM : MOST_STEPS;
  }

  private static void assertLeadsDown(SchedulerKind kind, Scheduler scheduler, int steps) {
    float[] timesteps = scheduler.timesteps();
    assertThat(timesteps.length).as("calls of %d steps", steps).isEqualTo(calls(kind, steps));
    assertThat(falls(timesteps)).as("timesteps of %d steps fall", steps).isTrue();
    assertThat(timesteps[0]).isLessThanOrEqualTo(999);
    assertThat(timesteps[timesteps.length - 1]).isNotNegative();
    for (float value : run(scheduler, steps).values()) {
      assertThat(value).as("a latent after %d steps", steps).isFinite();
    }
  }

  private static int calls(SchedulerKind kind, int steps) {
    return switch (kind) {
      case PNDM -> steps == 1 ? 1 : steps + 1;
      case HEUN, DPMPP_SDE, DPMPP_SDE_KARRAS, DPM2, DPM2_KARRAS, DPM2_A, DPM2_A_KARRAS ->
          2 * steps - 1;
      default -> steps;
    };
  }

  // DPM2 rounds every other timestep only, when its sigmas are Karras'.
  private static boolean falls(float[] timesteps) {
    return IntStream.range(1, timesteps.length)
        .allMatch(i -> timesteps[i] <= timesteps[i - 1] + 0.5);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void equal_seeds_lead_to_equal_latents(SchedulerKind kind) {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());

    assertThat(run(kind.create(config, 20), 7)).isEqualTo(run(kind.create(config, 20), 7));
    assertThat(run(kind.create(config, 20), 7)).isNotEqualTo(run(kind.create(config, 20), 8));
  }

  /** A network that knows the picture leads every sampler to it. */
  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void the_true_picture_is_found(SchedulerKind kind) {
    SchedulerConfig config =
        SchedulerConfig.of(
            stableDiffusion().put("prediction_type", "sample").put("set_alpha_to_one", true));
    // DEIS leaves the smallest noise of training.
    float nearness = kind == SchedulerKind.DEIS ? 0.1f : 1e-4f;
    Latents picture = new TorchNoise(1).next(1, 4, 2, 2);
    Scheduler scheduler = kind.create(config, 20);
    Noise noise = new TorchNoise(2);
    Latents sample = noise.next(picture).times(scheduler.initNoiseSigma());
    for (int i = 0; i < scheduler.timesteps().length; i++) {
      sample = scheduler.step(picture, i, sample, noise);
    }
    for (int i = 0; i < sample.values().length; i++) {
      assertThat(sample.values()[i]).isCloseTo(picture.values()[i], within(nearness));
    }
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void more_steps_than_timesteps_are_refused(SchedulerKind kind) {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion().put("num_train_timesteps", 50));

    assertThatThrownBy(() -> kind.create(config, 51))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("51 steps do not fit a model of 50 timesteps");
    assertThatThrownBy(() -> kind.create(config, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void more_steps_than_a_consistency_model_was_distilled_from_are_refused() {
    SchedulerConfig usual = SchedulerConfig.of(stableDiffusion());
    SchedulerConfig other =
        SchedulerConfig.of(stableDiffusion().put("original_inference_steps", 100));

    assertThatThrownBy(() -> SchedulerKind.LCM.create(usual, 51))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LCM takes at most the 50 steps that it was distilled from, not 51; 4 to 8 are usual");
    assertThat(SchedulerKind.LCM.create(other, 4).timesteps()).containsExactly(999, 749, 499, 249);
    assertThat(SchedulerKind.LCM.create(other, 51).timesteps()).hasSize(51);
  }

  @Test
  void an_offset_beyond_the_models_timesteps_is_refused() {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion().put("steps_offset", 30));

    assertThatThrownBy(() -> new Ddim(config, 40, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("40 steps with a steps_offset of 30 lead beyond the model's 1000 timesteps");
  }

  @Test
  void where_the_model_names_no_spacing_each_sampler_takes_its_own() {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());

    assertThat(SchedulerKind.DDIM.create(config, 50).timesteps()).startsWith(981, 961);
    assertThat(SchedulerKind.PNDM.create(config, 50).timesteps()).startsWith(981, 961, 961, 941);
    assertThat(SchedulerKind.EULER.create(config, 10).timesteps()).startsWith(999, 888);
    assertThat(SchedulerKind.DPMPP_2M.create(config, 10).timesteps()).startsWith(999, 899);
  }

  @Test
  void ddim_ends_at_alpha_one_and_pndm_does_not_unless_the_model_says_so() {
    SchedulerConfig unsaid = SchedulerConfig.of(stableDiffusion());
    SchedulerConfig one = SchedulerConfig.of(stableDiffusion().put("set_alpha_to_one", true));
    SchedulerConfig first = SchedulerConfig.of(stableDiffusion().put("set_alpha_to_one", false));

    assertThat(run(new Ddim(unsaid, 5, 0), 1)).isEqualTo(run(new Ddim(one, 5, 0), 1));
    assertThat(run(new Ddim(unsaid, 5, 0), 1)).isNotEqualTo(run(new Ddim(first, 5, 0), 1));
    assertThat(run(new Pndm(unsaid, 5), 1)).isEqualTo(run(new Pndm(first, 5), 1));
    assertThat(run(new Pndm(unsaid, 5), 1)).isNotEqualTo(run(new Pndm(one, 5), 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"DDIM", "DDPM", "LCM"})
  void a_model_that_clamps_the_picture_is_followed(SchedulerKind kind) {
    SchedulerConfig config =
        SchedulerConfig.of(
            stableDiffusion().put("prediction_type", "sample").put("clip_sample", true));
    Latents outside = new Latents(1, 1, 1, 1, new float[] {5});
    Scheduler scheduler = kind.create(config, 1);

    Latents found = scheduler.step(outside, 0, outside.times(0), new TorchNoise(0));

    assertThat(found.values()[0]).isCloseTo(1, within(1e-4f));
  }
}
