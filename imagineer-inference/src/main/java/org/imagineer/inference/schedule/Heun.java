package org.imagineer.inference.schedule;

/**
 * Heun's method on the probability flow of Karras et al. 2022 (arXiv:2206.00364, algorithm 1).
 *
 * <pre>
 * d      = (x[i] - x0) / sigma[i]
 * x'     = x[i] + (sigma[i+1] - sigma[i]) * d
 * d'     = (x' - x0') / sigma[i+1]
 * x[i+1] = x[i] + (sigma[i+1] - sigma[i]) * (d + d') / 2
 * </pre>
 *
 * The model is called at x[i] and at x'; the last step, to sigma 0, has the first call only.
 * Remembers the first call: one generation, calls in order.
 */
public final class Heun extends TwoCalls {

  private Latents firstOriginal;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Heun(SchedulerConfig config, int steps) {
    this(config, sigmas(NoiseSchedule.of(config), config, steps));
  }

  private Heun(SchedulerConfig config, Sigmas sigmas) {
    super(config, sigmas, sigmas.withCallsAtEnds());
  }

  @Override
  Latents first(int step, Latents original, Latents sample, Noise noise) {
    firstOriginal = original;
    return towards(original, sample, sigma(step), sigma(step + 1));
  }

  @Override
  Latents second(int step, Latents original, Latents sample, Latents from, Noise noise) {
    double half = (sigma(step + 1) - sigma(step)) / 2;
    double before = half / sigma(step);
    double after = half / sigma(step + 1);
    return Latents.sum(
        new double[] {1 + before, -before, after, -after}, from, firstOriginal, sample, original);
  }
}
