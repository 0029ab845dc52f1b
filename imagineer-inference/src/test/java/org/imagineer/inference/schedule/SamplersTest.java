package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplersTest {

  private static final int MOST_STEPS = 150;

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

  private static ObjectNode stableDiffusion() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("beta_start", 0.00085)
        .put("beta_end", 0.012)
        .put("beta_schedule", "scaled_linear")
        .put("num_train_timesteps", 1000)
        .put("steps_offset", 1);
  }

  @ParameterizedTest
  @MethodSource("ways_to_sample")
  void any_number_of_steps_leads_down_to_finite_latents(
      SchedulerKind kind, String spacing, String predicted) {
    ObjectNode options = stableDiffusion().put("prediction_type", predicted);
    options.put("timestep_spacing", spacing);
    SchedulerConfig config = SchedulerConfig.of(options);
    for (int steps = 1; steps <= MOST_STEPS; steps++) {
      Scheduler scheduler = kind.create(config, steps);
      float[] timesteps = scheduler.timesteps();
      assertThat(timesteps.length)
          .as("calls of %d steps", steps)
          .isEqualTo(kind == SchedulerKind.PNDM && steps > 1 ? steps + 1 : steps);
      assertThat(falls(timesteps)).as("timesteps of %d steps fall", steps).isTrue();
      assertThat(timesteps[0]).isLessThanOrEqualTo(999);
      assertThat(timesteps[timesteps.length - 1]).isNotNegative();
      for (float value : sample(scheduler, steps).values()) {
        assertThat(value).as("a latent after %d steps", steps).isFinite();
      }
    }
  }

  private static boolean falls(float[] timesteps) {
    return IntStream.range(1, timesteps.length).allMatch(i -> timesteps[i] <= timesteps[i - 1]);
  }

  private static Latents sample(Scheduler scheduler, long seed) {
    Noise noise = new TorchNoise(seed);
    Latents sample =
        noise.next(new Latents(1, 4, 2, 2, new float[16])).times(scheduler.initNoiseSigma());
    for (int i = 0; i < scheduler.timesteps().length; i++) {
      Latents input = scheduler.scaleModelInput(sample, i);
      sample = scheduler.step(input.times(0.3), i, sample, noise);
    }
    return sample;
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void equal_seeds_lead_to_equal_latents(SchedulerKind kind) {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());

    assertThat(sample(kind.create(config, 20), 7)).isEqualTo(sample(kind.create(config, 20), 7));
    assertThat(sample(kind.create(config, 20), 7)).isNotEqualTo(sample(kind.create(config, 20), 8));
  }

  /** A network that knows the picture leads every sampler to it. */
  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void the_true_picture_is_found(SchedulerKind kind) {
    SchedulerConfig config =
        SchedulerConfig.of(
            stableDiffusion().put("prediction_type", "sample").put("set_alpha_to_one", true));
    Latents picture = new TorchNoise(1).next(1, 4, 2, 2);
    Scheduler scheduler = kind.create(config, 20);
    Noise noise = new TorchNoise(2);
    Latents sample = noise.next(picture).times(scheduler.initNoiseSigma());
    for (int i = 0; i < scheduler.timesteps().length; i++) {
      sample = scheduler.step(picture, i, sample, noise);
    }
    for (int i = 0; i < sample.values().length; i++) {
      assertThat(sample.values()[i]).isCloseTo(picture.values()[i], within(1e-4f));
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

    assertThat(sample(new Ddim(unsaid, 5, 0), 1)).isEqualTo(sample(new Ddim(one, 5, 0), 1));
    assertThat(sample(new Ddim(unsaid, 5, 0), 1)).isNotEqualTo(sample(new Ddim(first, 5, 0), 1));
    assertThat(sample(new Pndm(unsaid, 5), 1)).isEqualTo(sample(new Pndm(first, 5), 1));
    assertThat(sample(new Pndm(unsaid, 5), 1)).isNotEqualTo(sample(new Pndm(one, 5), 1));
  }
}
