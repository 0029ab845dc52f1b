package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imagineer.inference.schedule.Sampling.run;
import static org.imagineer.inference.schedule.Sampling.stableDiffusion;

import java.util.EnumSet;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerOptionsTest {

  private static final SchedulerConfig CONFIG = SchedulerConfig.of(stableDiffusion());
  private static final int STEPS = 20;

  private static SamplerOptions eta(double eta) {
    return new SamplerOptions(eta, null, null, null);
  }

  private static SamplerOptions spacing(Spacing spacing) {
    return new SamplerOptions(null, spacing, null, null);
  }

  private static SamplerOptions karras(boolean karras) {
    return new SamplerOptions(null, null, karras, null);
  }

  private static SamplerOptions finalSigma(FinalSigma end) {
    return new SamplerOptions(null, null, null, end);
  }

  private static Latents drawn(SchedulerKind kind, SamplerOptions options) {
    return run(kind.create(CONFIG, STEPS, options), 1);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void what_is_not_chosen_stays_with_the_sampler(SchedulerKind kind) {
    assertThat(drawn(kind, SamplerOptions.DEFAULT)).isEqualTo(run(kind.create(CONFIG, STEPS), 1));
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void eta_is_for_ddim(SchedulerKind kind) {
    boolean changes = !drawn(kind, eta(0.5)).equals(drawn(kind, SamplerOptions.DEFAULT));

    assertThat(changes).isEqualTo(kind == SchedulerKind.DDIM);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void spacing_is_for_all_but_lcm(SchedulerKind kind) {
    Latents leading = drawn(kind, spacing(Spacing.LEADING));
    Latents trailing = drawn(kind, spacing(Spacing.TRAILING));

    // Where the sigmas are Karras' over all of training, the timesteps are too.
    EnumSet<SchedulerKind> fixed =
        EnumSet.of(
            SchedulerKind.LCM, SchedulerKind.DPMPP_2M_KARRAS, SchedulerKind.DPMPP_2M_SDE_KARRAS);
    assertThat(leading.equals(trailing)).isEqualTo(fixed.contains(kind));
  }

  @Test
  void the_choice_of_spacing_goes_before_the_models() {
    SchedulerConfig leading =
        SchedulerConfig.of(stableDiffusion().put("timestep_spacing", "leading"));

    assertThat(SchedulerKind.DDIM.create(leading, 10).timesteps()).startsWith(901, 801);
    assertThat(SchedulerKind.DDIM.create(leading, 10, spacing(Spacing.TRAILING)).timesteps())
        .startsWith(999, 899);
  }

  @Test
  void the_choice_of_karras_sigmas_goes_before_the_name() {
    assertThat(drawn(SchedulerKind.DPMPP_2M, karras(true)))
        .isEqualTo(drawn(SchedulerKind.DPMPP_2M_KARRAS, SamplerOptions.DEFAULT));
    assertThat(drawn(SchedulerKind.DPMPP_2M_KARRAS, karras(false)))
        .isEqualTo(drawn(SchedulerKind.DPMPP_2M, SamplerOptions.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void karras_sigmas_are_for_those_which_walk_down_sigmas(SchedulerKind kind) {
    EnumSet<SchedulerKind> without =
        EnumSet.of(
            SchedulerKind.DDIM,
            SchedulerKind.DDPM,
            SchedulerKind.PNDM,
            SchedulerKind.LCM,
            SchedulerKind.EULER_A);

    assertThat(drawn(kind, karras(true)).equals(drawn(kind, karras(false))))
        .isEqualTo(without.contains(kind));
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void some_can_leave_the_smallest_noise_of_training(SchedulerKind kind) {
    EnumSet<SchedulerKind> able =
        EnumSet.of(
            SchedulerKind.EULER,
            SchedulerKind.DPMPP_2M,
            SchedulerKind.DPMPP_2M_KARRAS,
            SchedulerKind.DPMPP_2M_SDE,
            SchedulerKind.DPMPP_2M_SDE_KARRAS,
            SchedulerKind.DPMPP_2S,
            SchedulerKind.UNIPC);
    Latents clean = drawn(kind, finalSigma(FinalSigma.ZERO));

    assertThat(clean).isEqualTo(drawn(kind, SamplerOptions.DEFAULT));
    assertThat(clean.equals(drawn(kind, finalSigma(FinalSigma.SIGMA_MIN))))
        .isNotEqualTo(able.contains(kind));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void eta_beyond_its_range_is_refused(double eta) {
    assertThatThrownBy(() -> eta(eta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("eta must be a number from 0 to 1, not " + eta);
  }
}
