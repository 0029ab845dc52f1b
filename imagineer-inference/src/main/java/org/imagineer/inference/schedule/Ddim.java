package org.imagineer.inference.schedule;

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
public final class Ddim extends DiscreteTime {

  private final int stride;
  private final double end;
  private final double eta;

  /**
   * @param eta 0 .. 1, how much fresh noise each step adds
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Ddim(SchedulerConfig config, int steps, double eta) {
    super(config, spaced(config, steps));
    this.eta = eta;
    stride = config.trainTimesteps() / steps;
    end = config.alphaToOneOr(true) ? 1 : alphaBar(0, 1);
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    int t = timestep(index);
    double now = alphaBar(t, end);
    double before = alphaBar(t - stride, end);
    Latents original = original(modelOutput, t, sample);
    Latents eps = eps(modelOutput, t, sample);
    double fresh = eta * Math.sqrt((1 - before) / (1 - now) * (1 - now / before));
    double kept = Math.sqrt(Math.max(0, 1 - before - fresh * fresh));
    Latents result = Latents.sum(Math.sqrt(before), original, kept, eps);
    return eta > 0 ? Latents.sum(1, result, fresh, noise.next(sample)) : result;
  }
}
