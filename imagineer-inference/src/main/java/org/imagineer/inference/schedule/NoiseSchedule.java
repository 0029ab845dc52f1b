package org.imagineer.inference.schedule;

/**
 * How much noise there is at each training timestep (Ho et al. 2020, arXiv:2006.11239).
 *
 * <pre>
 * alphaBar[t] = product of (1 - beta[s]) for s = 0 .. t
 * sigma[t]    = sqrt((1 - alphaBar[t]) / alphaBar[t])
 * </pre>
 *
 * Immutable.
 */
public final class NoiseSchedule {

  private final float[] betas;
  private final float[] alphaBars;
  private final double[] sigmas;
  private final double[] logSigmas;

  private NoiseSchedule(float[] betas) {
    this.betas = betas;
    alphaBars = new float[betas.length];
    sigmas = new double[betas.length];
    logSigmas = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1f - betas[t];
      alphaBars[t] = (float) product;
      sigmas[t] = Math.sqrt((1.0 - alphaBars[t]) / alphaBars[t]);
      logSigmas[t] = Math.log(sigmas[t]);
    }
  }

  /** The schedule that a configuration describes. */
  public static NoiseSchedule of(SchedulerConfig config) {
    if (config.trainedBetas() != null) {
      return new NoiseSchedule(config.trainedBetas().clone());
    }
    int n = config.trainTimesteps();
    return new NoiseSchedule(
        switch (config.betaSchedule()) {
          case LINEAR -> linspace(config.betaStart(), config.betaEnd(), n);
          case SCALED_LINEAR ->
              squares(linspace(Math.sqrt(config.betaStart()), Math.sqrt(config.betaEnd()), n));
          case SQUAREDCOS_CAP_V2 -> squaredCosine(n);
        });
  }

  // Counts from both ends, as torch.linspace does in float32.
  private static float[] linspace(double from, double to, int n) {
    float start = (float) from;
    float end = (float) to;
    float step = n > 1 ? (end - start) / (n - 1) : 0;
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i < n / 2 ? start + step * i : end - step * (n - 1 - i);
    }
    return values;
  }

  private static float[] squares(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= values[i];
    }
    return values;
  }

  // Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17.
  private static float[] squaredCosine(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) Math.min(1 - cosine((i + 1.0) / n) / cosine((double) i / n), 0.999);
    }
    return values;
  }

  private static double cosine(double t) {
    double c = Math.cos((t + 0.008) / 1.008 * Math.PI / 2);
    return c * c;
  }

  /** Number of training timesteps, 1000 in Stable Diffusion. */
  public int length() {
    return betas.length;
  }

  /** beta[t]. */
  public float beta(int t) {
    return betas[t];
  }

  /** alphaBar[t], diffusers' {@code alphas_cumprod}. */
  public float alphaBar(int t) {
    return alphaBars[t];
  }

  /** sigma[t] of the variance-exploding form (Karras et al. 2022, arXiv:2206.00364). */
  public double sigma(int t) {
    return sigmas[t];
  }

  /** sqrt(alphaBar[t]) * original + sqrt(1 - alphaBar[t]) * noise. */
  Latents noised(Latents original, Latents noise, int t) {
    return Latents.sum(Math.sqrt(alphaBars[t]), original, Math.sqrt(1.0 - alphaBars[t]), noise);
  }

  /** sigma at a fractional timestep: linear between its neighbours, constant beyond the ends. */
  public double sigmaAt(double t) {
    int last = sigmas.length - 1;
    if (t <= 0 || t >= last) {
      return sigmas[t <= 0 ? 0 : last];
    }
    int low = (int) t;
    return sigmas[low] + (t - low) * (sigmas[low + 1] - sigmas[low]);
  }

  /**
   * The fractional timestep at which there is this much noise: linear in the logarithm of sigma.
   */
  public double timestepOf(double sigma) {
    double wanted = Math.log(Math.max(sigma, 1e-10));
    int low = 0;
    int high = logSigmas.length - 1;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (wanted >= logSigmas[middle]) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = logSigmas[low];
    double above = logSigmas[low + 1];
    double weight = Math.min(1, Math.max(0, (below - wanted) / (below - above)));
    return (1 - weight) * low + weight * (low + 1);
  }
}
