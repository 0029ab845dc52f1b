package org.imagineer.inference.schedule;

/**
 * Euler's method on the probability flow of Karras et al. 2022 (arXiv:2206.00364, algorithm 2
 * without churn).
 *
 * <pre>x[i+1] = x[i] + (sigma[i+1] - sigma[i]) * (x[i] - x0) / sigma[i]</pre>
 *
 * Holds no state between steps.
 */
public final class Euler extends VarianceExploding {

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Euler(SchedulerConfig config, int steps) {
    super(config, Sigmas.euler(NoiseSchedule.of(config), config, steps));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    return towards(original(modelOutput, index, sample), sample, sigma(index), sigma(index + 1));
  }
}
