package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * What samplers share that walk on the training timesteps themselves: a sample is x = sqrt(a[t]) *
 * x0 + sqrt(1 - a[t]) * eps, where a is alphaBar (Ho et al. 2020, arXiv:2006.11239).
 */
abstract class DiscreteTime implements Scheduler {

  private final SchedulerConfig config;
  private final NoiseSchedule schedule;
  private final double[] timesteps;

  /**
   * @param timesteps whole numbers, one per model call
   */
  DiscreteTime(SchedulerConfig config, double[] timesteps) {
    this.config = config;
    this.timesteps = timesteps;
    schedule = NoiseSchedule.of(config);
  }

  /**
   * Whole timesteps, one per step, in the model's spacing or else the leading one.
   *
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  static double[] spaced(SchedulerConfig config, int steps) {
    return Timesteps.rounded(
        Timesteps.spaced(config.spacingOr(Spacing.LEADING), config, steps, steps));
  }

  /** The timestep of a model call. */
  final int timestep(int index) {
    return (int) timesteps[index];
  }

  /** The number of model calls. */
  final int calls() {
    return timesteps.length;
  }

  /** a[t], which is {@code end} where t lies before the first timestep. */
  final double alphaBar(int t, double end) {
    return t >= 0 ? schedule.alphaBar(t) : end;
  }

  /** x0 that the model's output at a timestep says, clamped as the model wants it. */
  final Latents original(Latents modelOutput, int t, Latents sample) {
    double now = schedule.alphaBar(t);
    Latents original =
        Predicted.original(
            config.prediction(), modelOutput, sample, Math.sqrt(now), Math.sqrt(1 - now));
    return config.clipRange() == 0 ? original : original.clamped((float) config.clipRange());
  }

  /** eps that the model's output at a timestep says. */
  final Latents eps(Latents modelOutput, int t, Latents sample) {
    double now = schedule.alphaBar(t);
    return Predicted.noise(
        config.prediction(), modelOutput, sample, Math.sqrt(now), Math.sqrt(1 - now));
  }

  @Override
  public final float[] timesteps() {
    return Timesteps.floats(timesteps);
  }

  @Override
  public final float initNoiseSigma() {
    return 1;
  }

  @Override
  public final Latents scaleModelInput(Latents sample, int index) {
    return sample;
  }

  @Override
  public final Latents addNoise(Latents original, Latents noise, int index) {
    return index == calls() ? original : schedule.noised(original, noise, timestep(index));
  }
}
