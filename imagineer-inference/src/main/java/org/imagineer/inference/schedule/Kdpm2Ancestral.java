package org.imagineer.inference.schedule;

/**
 * Ancestral sampling by DPM-Solver-2 steps, k-diffusion's {@code sample_dpm_2_ancestral}: each step
 * goes down to less noise than the next sigma and adds fresh noise up to it.
 *
 * <pre>
 * up     = sigma[i+1] * sqrt(sigma[i]^2 - sigma[i+1]^2) / sigma[i]
 * down   = sqrt(sigma[i+1]^2 - up^2) = sigma[i+1]^2 / sigma[i]
 * mid    = sqrt(sigma[i] * down) = sigma[i+1]
 * x'     = x[i] + (mid - sigma[i]) * (x[i] - x0) / sigma[i]
 * x[i+1] = x[i] + (down - sigma[i]) * (x' - x0') / mid  +  up * z,   z ~ N(0, I)
 * </pre>
 *
 * Draws noise at each call, as the reference does, but uses that of second calls only. The last
 * step, to sigma 0, has the first call only. Remembers where a step began: one generation, calls in
 * order.
 */
public final class Kdpm2Ancestral extends TwoCalls {

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Kdpm2Ancestral(SchedulerConfig config, int steps) {
    this(config, NoiseSchedule.of(config), steps);
  }

  private Kdpm2Ancestral(SchedulerConfig config, NoiseSchedule schedule, int steps) {
    this(config, schedule, Kdpm2.stepsOf(schedule, config, steps));
  }

  private Kdpm2Ancestral(SchedulerConfig config, NoiseSchedule schedule, Sigmas sigmas) {
    super(config, sigmas, sigmas.withCallsBetween(schedule, (from, to) -> to));
  }

  @Override
  Latents first(int step, Latents original, Latents sample, Noise noise) {
    noise.next(sample);
    return towards(original, sample, sigma(step), sigma(step + 1));
  }

  @Override
  Latents second(int step, Latents original, Latents sample, Latents from, Noise noise) {
    AncestralStep ancestral = AncestralStep.of(sigma(step), sigma(step + 1));
    double length = (ancestral.down() - sigma(step)) / sigma(step + 1);
    return Latents.sum(
        new double[] {1, length, -length, ancestral.up()},
        from,
        sample,
        original,
        noise.next(sample));
  }

  @Override
  Latents last(Latents original, Noise noise) {
    noise.next(original);
    return original;
  }
}
