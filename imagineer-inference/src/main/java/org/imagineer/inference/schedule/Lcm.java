package org.imagineer.inference.schedule;

/**
 * Multistep sampling of latent consistency models (Luo et al. 2023, arXiv:2310.04378, algorithm 3;
 * the boundary condition is eq. 9 with sigma 1/2 for the data).
 *
 * <pre>
 * f    = skip * x[t] + out * x0
 * skip = 1/4 / ((scale * t)^2 + 1/4),   out = scale * t / sqrt((scale * t)^2 + 1/4)
 * x[s] = sqrt(a[s]) * f  +  sqrt(1 - a[s]) * z,   z ~ N(0, I)
 * </pre>
 *
 * s is the next timestep; the last step returns f and draws no noise. The timesteps are chosen
 * among those of the steps that the model was distilled from, 50 unless the configuration says
 * otherwise; the spacing is always this one. Holds no state between steps.
 */
public final class Lcm extends DiscreteTime {

  private static final double DATA_VARIANCE = 0.25;

  private final double scale;

  /**
   * @throws IllegalArgumentException if there are more steps than the model was distilled from, or
   *     than training timesteps
   */
  public Lcm(SchedulerConfig config, int steps) {
    super(config, distilled(config, steps));
    scale = config.timestepScaling();
  }

  private static double[] distilled(SchedulerConfig config, int steps) {
    int n = config.trainTimesteps();
    Timesteps.requireRoom(steps, steps, n);
    int original = Math.min(config.originalSteps(), n);
    if (steps > original) {
      throw new IllegalArgumentException(
          "LCM takes at most the %d steps that it was distilled from, not %d; 4 to 8 are usual"
              .formatted(original, steps));
    }
    double[] timesteps = new double[steps];
    for (int i = 0; i < steps; i++) {
      int skipped = i * original / steps;
      timesteps[i] = (original - skipped) * (n / original) - 1;
    }
    return timesteps;
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    int t = timestep(index);
    double scaled = scale * t;
    double variance = scaled * scaled + DATA_VARIANCE;
    Latents consistent =
        Latents.sum(
            DATA_VARIANCE / variance,
            sample,
            scaled / Math.sqrt(variance),
            original(modelOutput, t, sample));
    if (index == calls() - 1) {
      return consistent;
    }
    double next = alphaBar(timestep(index + 1), 1);
    return Latents.sum(Math.sqrt(next), consistent, Math.sqrt(1 - next), noise.next(sample));
  }
}
