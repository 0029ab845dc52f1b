package org.imagineer.inference.schedule;

/**
 * What the exponential integrators share: they walk down a list of sigmas, but a sample is x =
 * alpha * x0 + sigma * eps with alpha^2 + sigma^2 = 1, and lambda = log(alpha / sigma) counts the
 * way (Lu et al. 2022, arXiv:2206.00927).
 */
abstract class VariancePreserving implements Scheduler {

  /** With fewer steps a last one of second order overshoots. */
  private static final int FEW_STEPS = 15;

  private final SchedulerConfig config;
  private final Sigmas sigmas;

  VariancePreserving(SchedulerConfig config, Sigmas sigmas) {
    this.config = config;
    this.sigmas = sigmas;
  }

  /** The number of steps. */
  final int steps() {
    return sigmas.steps();
  }

  /** Share of the picture in the sample at an index, 0 .. steps. */
  final double alpha(int index) {
    double ratio = ratio(index);
    return 1 / Math.sqrt(ratio * ratio + 1);
  }

  /** Share of the noise in the sample at an index. */
  final double sigma(int index) {
    return ratio(index) * alpha(index);
  }

  /** sigma / alpha. */
  final double ratio(int index) {
    return sigmas.values()[index];
  }

  /** log(alpha / sigma), infinite at a final sigma of zero. */
  final double lambda(int index) {
    return -Math.log(ratio(index));
  }

  /** exp(-h), where h is how far lambda grows from one index to a later one. */
  final double decay(int from, int to) {
    return ratio(to) / ratio(from);
  }

  /** Whether this is the last step, and there are so few that it had better be of first order. */
  final boolean endsFew(int index) {
    return isLast(index) && steps() < FEW_STEPS;
  }

  final boolean isLast(int index) {
    return index == steps() - 1;
  }

  /** x0 that the model's output says. */
  final Latents original(Latents modelOutput, int index, Latents sample) {
    return Predicted.original(config.prediction(), modelOutput, sample, alpha(index), sigma(index));
  }

  /** eps that the model's output says. */
  final Latents eps(Latents modelOutput, int index, Latents sample) {
    return Predicted.noise(config.prediction(), modelOutput, sample, alpha(index), sigma(index));
  }

  /** From one index to a later one with an x0 that stays the same on the way. */
  final Latents towards(Latents original, Latents sample, int from, int to) {
    return Latents.sum(
        sigma(to) / sigma(from), sample, alpha(to) * (1 - decay(from, to)), original);
  }

  @Override
  public final float[] timesteps() {
    return Timesteps.floats(sigmas.timesteps());
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
    return Latents.sum(alpha(index), original, sigma(index), noise);
  }
}
