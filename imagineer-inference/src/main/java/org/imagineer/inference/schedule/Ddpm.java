package org.imagineer.inference.schedule;

/**
 * Ancestral sampling of the diffusion's own Markov chain (Ho et al. 2020, arXiv:2006.11239, eq. 6,
 * 7 and 11), where a step of several timesteps has b = 1 - a[t] / a[t-1].
 *
 * <pre>
 * x[t-1] = sqrt(a[t-1]) * b / (1 - a[t]) * x0  +  sqrt(1 - b) * (1 - a[t-1]) / (1 - a[t]) * x[t]  +  s * z
 * s^2    = b * (1 - a[t-1]) / (1 - a[t]),   z ~ N(0, I)
 * </pre>
 *
 * Ends at a = 1. Draws noise at each step but one at timestep 0. Holds no state between steps.
 */
public final class Ddpm extends DiscreteTime {

  private final int stride;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Ddpm(SchedulerConfig config, int steps) {
    super(config, spaced(config, steps));
    stride = config.trainTimesteps() / steps;
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    int t = timestep(index);
    double now = alphaBar(t, 1);
    double before = alphaBar(t - stride, 1);
    double b = 1 - now / before;
    double left = (1 - before) / (1 - now);
    Latents mean =
        Latents.sum(
            Math.sqrt(before) * b / (1 - now),
            original(modelOutput, t, sample),
            Math.sqrt(1 - b) * left,
            sample);
    return t == 0 ? mean : Latents.sum(1, mean, Math.sqrt(b * left), noise.next(sample));
  }
}
