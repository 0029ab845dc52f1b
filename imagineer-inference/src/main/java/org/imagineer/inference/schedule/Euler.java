package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * Euler's method on the probability flow of Karras et al. 2022 (arXiv:2206.00364, algorithm 2
 * without churn).
 *
 * <pre>x[i+1] = x[i] + (sigma[i+1] - sigma[i]) * (x[i] - x0) / sigma[i]</pre>
 *
 * Holds no state between steps.
 */
public final class Euler implements Scheduler {

  private final SchedulerConfig config;
  private final Sigmas sigmas;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Euler(SchedulerConfig config, int steps) {
    this.config = config;
    sigmas = Sigmas.euler(NoiseSchedule.of(config), config, steps);
  }

  @Override
  public float[] timesteps() {
    return Timesteps.floats(sigmas.timesteps());
  }

  @Override
  public float initNoiseSigma() {
    return (float) startOf(sigmas, config);
  }

  /**
   * Leading timesteps begin below the noisiest one, so the picture has a part in the first sample.
   */
  static double startOf(Sigmas sigmas, SchedulerConfig config) {
    double max = sigmas.values()[0];
    return config.spacing() == Spacing.LEADING ? Math.sqrt(max * max + 1) : max;
  }

  @Override
  public Latents scaleModelInput(Latents sample, int index) {
    return scaled(sample, sigmas.values()[index]);
  }

  static Latents scaled(Latents sample, double sigma) {
    return sample.times(1 / Math.sqrt(sigma * sigma + 1));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    double sigma = sigmas.values()[index];
    return towards(
        original(config, modelOutput, sample, sigma), sample, sigma, sigmas.values()[index + 1]);
  }

  /** x0 of a sample x = x0 + sigma * eps. */
  static Latents original(
      SchedulerConfig config, Latents modelOutput, Latents sample, double sigma) {
    double alpha = 1 / Math.sqrt(sigma * sigma + 1);
    return Predicted.original(
        config.prediction(), modelOutput, sample.times(alpha), alpha, sigma * alpha);
  }

  static Latents towards(Latents original, Latents sample, double from, double to) {
    return Latents.sum(to / from, sample, 1 - to / from, original);
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return Latents.sum(1, original, sigmas.values()[index], noise);
  }
}
