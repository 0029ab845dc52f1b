package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.imagineer.inference.schedule.Sampling.run;
import static org.imagineer.inference.schedule.Sampling.stableDiffusion;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Generations that begin with a picture and some noise instead of noise alone. */
class LateStartTest {

  private static final int STEPS = 12;

  private static final Set<SchedulerKind> STOCHASTIC =
      EnumSet.of(
          SchedulerKind.EULER_A,
          SchedulerKind.DDPM,
          SchedulerKind.DPMPP_2M_SDE,
          SchedulerKind.DPMPP_2M_SDE_KARRAS,
          SchedulerKind.DPMPP_SDE,
          SchedulerKind.DPMPP_SDE_KARRAS,
          SchedulerKind.DPM2_A,
          SchedulerKind.DPM2_A_KARRAS,
          SchedulerKind.LCM);

  /** Two values, so that a sample is (share of the picture, share of the noise). */
  private static final Latents PICTURE = new Latents(1, 1, 1, 2, new float[] {1, 0});

  private static final Latents NOISE = new Latents(1, 1, 1, 2, new float[] {0, 1});

  private static int indexOf(int step, Scheduler scheduler) {
    return Math.min(step * scheduler.order(), scheduler.timesteps().length);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void a_generation_may_begin_at_any_step(SchedulerKind kind) {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());
    Latents picture = new TorchNoise(1).next(1, 4, 2, 2);
    Latents noise = new TorchNoise(2).next(1, 4, 2, 2);
    for (int step = 0; step <= STEPS; step++) {
      Scheduler one = kind.create(config, STEPS);
      Scheduler other = kind.create(config, STEPS);
      int index = indexOf(step, one);
      Latents start = one.addNoise(picture, noise, index);
      Latents end = run(one, index, start, new TorchNoise(3));

      assertThat(end).isEqualTo(run(other, index, start, new TorchNoise(3)));
      for (float value : end.values()) {
        assertThat(value).as("a latent begun at step %d", step).isFinite();
      }
    }
  }

  static Stream<Arguments> exact_ways() {
    return Stream.of(SchedulerKind.values())
        .filter(kind -> !STOCHASTIC.contains(kind) && kind != SchedulerKind.PNDM)
        .flatMap(
            kind ->
                Stream.of("epsilon", "v_prediction", "sample")
                    .map(predicted -> Arguments.of(kind, predicted)));
  }

  /** Where the network is right, every step is exact, wherever the generation begins. */
  @ParameterizedTest
  @MethodSource("exact_ways")
  void a_true_prediction_leads_back_to_the_picture(SchedulerKind kind, String predicted) {
    SchedulerConfig config =
        SchedulerConfig.of(
            stableDiffusion().put("prediction_type", predicted).put("set_alpha_to_one", true));
    for (int step = 0; step <= STEPS; step++) {
      Scheduler scheduler = kind.create(config, STEPS);
      int calls = scheduler.timesteps().length;
      int index = indexOf(step, scheduler);
      Latents sample = scheduler.addNoise(PICTURE, NOISE, index);
      for (int i = index; i < calls; i++) {
        Latents input = scheduler.scaleModelInput(sample, i);
        sample = scheduler.step(truth(predicted, input), i, sample, null);
      }
      Latents expected = scheduler.addNoise(PICTURE, NOISE, calls);
      assertThat(sample.values())
          .as("begun at step %d", step)
          .containsExactly(expected.values(), within(2e-5f));
    }
  }

  private static Latents truth(String predicted, Latents input) {
    return switch (predicted) {
      case "epsilon" -> NOISE;
      case "sample" -> PICTURE;
      default -> input.with(new float[] {-input.values()[1], input.values()[0]});
    };
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void behind_the_last_timestep_there_is_the_picture_without_noise(SchedulerKind kind) {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());
    Scheduler scheduler = kind.create(config, STEPS);

    Latents end = scheduler.addNoise(PICTURE, NOISE, scheduler.timesteps().length);

    // DEIS leaves the smallest noise of training.
    float left = kind == SchedulerKind.DEIS ? 0.03f : 0;
    assertThat(end.values()).containsExactly(new float[] {1, 0}, within(left));
  }

  @Test
  void where_pndm_begins_late_its_first_two_calls_are_one_step_too() {
    SchedulerConfig config = SchedulerConfig.of(stableDiffusion());
    Scheduler scheduler = new Pndm(config, 10);
    Latents start = scheduler.addNoise(PICTURE, NOISE, 4);

    Latents once = scheduler.step(NOISE, 4, start, null);
    Latents again = scheduler.step(NOISE, 5, once, null);

    assertThat(scheduler.timesteps()).hasSize(11);
    assertThat(again.values()).containsExactly(once.values(), within(1e-6f));
    assertThat(once.values())
        .containsExactly(scheduler.addNoise(PICTURE, NOISE, 5).values(), within(1e-6f));
  }

  @Test
  void no_generation_begins_in_the_middle_of_a_step() {
    Scheduler scheduler = new Heun(SchedulerConfig.of(stableDiffusion()), STEPS);

    assertThatThrownBy(() -> scheduler.step(NOISE, 3, NOISE, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a generation cannot begin with a step's second model call");
  }
}
