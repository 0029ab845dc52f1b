package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * DDIM sampling (Song et al. 2020, arXiv:2010.02502, eq. 12 and 16).
 *
 * <pre>
 * x[t-1] = sqrt(a[t-1]) * x0  +  sqrt(1 - a[t-1] - s^2) * eps  +  s * z,   z ~ N(0, I)
 * s      = eta * sqrt((1 - a[t-1]) / (1 - a[t])) * sqrt(1 - a[t] / a[t-1])
 * </pre>
 *
 * eta = 0 is deterministic. Holds no state between steps.
 */
public final class Ddim implements Scheduler {

  private final SchedulerConfig config;
  private final NoiseSchedule schedule;
  private final double[] timesteps;
  private final int stride;
  private final double eta;

  /**
   * @param eta 0 .. 1, how much fresh noise each step adds
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Ddim(SchedulerConfig config, int steps, double eta) {
    this.config = config;
    this.eta = eta;
    schedule = NoiseSchedule.of(config);
    timesteps =
        Timesteps.rounded(
            Timesteps.spaced(config.spacingOr(Spacing.LEADING), config, steps, steps));
    stride = schedule.length() / steps;
  }

  @Override
  public float[] timesteps() {
    return Timesteps.floats(timesteps);
  }

  @Override
  public float initNoiseSigma() {
    return 1;
  }

  @Override
  public Latents scaleModelInput(Latents sample, int index) {
    return sample;
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    int t = (int) timesteps[index];
    double now = schedule.alphaBar(t);
    double before = alphaBarBefore(t);
    double alpha = Math.sqrt(now);
    double sigma = Math.sqrt(1 - now);
    Latents original = Predicted.original(config.prediction(), modelOutput, sample, alpha, sigma);
    Latents eps = Predicted.noise(config.prediction(), modelOutput, sample, alpha, sigma);
    double fresh = eta * Math.sqrt((1 - before) / (1 - now) * (1 - now / before));
    double kept = Math.sqrt(Math.max(0, 1 - before - fresh * fresh));
    Latents result = Latents.sum(Math.sqrt(before), clipped(original), kept, eps);
    return eta > 0 ? Latents.sum(1, result, fresh, noise.next(sample)) : result;
  }

  private double alphaBarBefore(int t) {
    int before = t - stride;
    if (before >= 0) {
      return schedule.alphaBar(before);
    }
    return config.alphaToOneOr(true) ? 1 : schedule.alphaBar(0);
  }

  private Latents clipped(Latents x) {
    float range = (float) config.clipRange();
    if (range == 0) {
      return x;
    }
    float[] values = x.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(range, Math.max(-range, values[i]));
    }
    return x.with(values);
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return schedule.noised(original, noise, (int) timesteps[index]);
  }
}
