package org.imagineer.inference.schedule;

/**
 * DPM-Solver-2 (Lu et al. 2022, arXiv:2206.00927, algorithm 1) in the form of Karras et al. 2022
 * (arXiv:2206.00364, algorithm 2 without churn), k-diffusion's {@code sample_dpm_2}: the derivative
 * in the middle of a step, counted in log(sigma), leads over the whole of it.
 *
 * <pre>
 * mid    = sqrt(sigma[i] * sigma[i+1])
 * x'     = x[i] + (mid - sigma[i]) * (x[i] - x0) / sigma[i]
 * x[i+1] = x[i] + (sigma[i+1] - sigma[i]) * (x' - x0') / mid
 * </pre>
 *
 * The last step, to sigma 0, has the first call only. Remembers where a step began: one generation,
 * calls in order.
 */
public final class Kdpm2 extends TwoCalls {

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Kdpm2(SchedulerConfig config, int steps) {
    this(config, NoiseSchedule.of(config), steps);
  }

  private Kdpm2(SchedulerConfig config, NoiseSchedule schedule, int steps) {
    this(config, schedule, stepsOf(schedule, config, steps));
  }

  private Kdpm2(SchedulerConfig config, NoiseSchedule schedule, Sigmas sigmas) {
    super(config, sigmas, sigmas.withCallsBetween(schedule, (from, to) -> Math.sqrt(from * to)));
  }

  /** Where the steps begin; the reference rounds their timesteps where the sigmas are Karras'. */
  static Sigmas stepsOf(NoiseSchedule schedule, SchedulerConfig config, int steps) {
    Sigmas sigmas = sigmas(schedule, config, steps);
    return config.karrasSigmas() ? sigmas.rounded() : sigmas;
  }

  @Override
  Latents first(int step, Latents original, Latents sample, Noise noise) {
    return towards(original, sample, sigma(step), called(2 * step + 1));
  }

  @Override
  Latents second(int step, Latents original, Latents sample, Latents from, Noise noise) {
    double length = (sigma(step + 1) - sigma(step)) / called(2 * step + 1);
    return Latents.sum(new double[] {1, length, -length}, from, sample, original);
  }
}
