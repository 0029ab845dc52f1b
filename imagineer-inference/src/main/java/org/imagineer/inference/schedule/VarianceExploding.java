package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * What samplers of the variance-exploding form share: they walk down a list of sigmas, and a sample
 * is x = x0 + sigma * eps (Karras et al. 2022, arXiv:2206.00364).
 */
abstract class VarianceExploding implements Scheduler {

  private final SchedulerConfig config;
  private final Sigmas sigmas;
  private final Sigmas calls;

  /** A sampler that calls the model once per step. */
  VarianceExploding(SchedulerConfig config, Sigmas sigmas) {
    this(config, sigmas, sigmas);
  }

  /**
   * @param sigmas where each step begins, and the final sigma
   * @param calls where the model is called, one by one
   */
  VarianceExploding(SchedulerConfig config, Sigmas sigmas, Sigmas calls) {
    this.config = config;
    this.sigmas = sigmas;
    this.calls = calls;
  }

  /** The number of steps. */
  final int steps() {
    return sigmas.steps();
  }

  /** sigma where a step begins, 0 .. steps. */
  final double sigma(int step) {
    return sigmas.values()[step];
  }

  /** sigma of the sample at a model call. */
  final double called(int index) {
    return calls.values()[index];
  }

  @Override
  public final float[] timesteps() {
    return Timesteps.floats(calls.timesteps());
  }

  /**
   * Leading timesteps begin below the noisiest one, so the picture has a part in the first sample.
   */
  @Override
  public final float initNoiseSigma() {
    double max = sigma(0);
    return (float) (config.spacing() == Spacing.LEADING ? Math.sqrt(max * max + 1) : max);
  }

  @Override
  public final Latents scaleModelInput(Latents sample, int index) {
    return sample.times(alpha(called(index)));
  }

  private static double alpha(double sigma) {
    return 1 / Math.sqrt(sigma * sigma + 1);
  }

  /** x0 that the model's output at this call says. */
  final Latents original(Latents modelOutput, int index, Latents sample) {
    double sigma = called(index);
    double alpha = alpha(sigma);
    return Predicted.original(
        config.prediction(), modelOutput, sample.times(alpha), alpha, sigma * alpha);
  }

  /** Straight on from one sigma to another: x + (to - from) * (x - x0) / from. */
  static Latents towards(Latents original, Latents sample, double from, double to) {
    return Latents.sum(to / from, sample, 1 - to / from, original);
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return Latents.sum(1, original, sigma(index), noise);
  }
}
