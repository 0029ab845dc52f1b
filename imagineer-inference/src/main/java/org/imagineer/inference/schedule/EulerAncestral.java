package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * Ancestral sampling by Euler steps, as k-diffusion's {@code sample_euler_ancestral}: each step
 * goes down to less noise than the next sigma and adds fresh noise up to it.
 *
 * <pre>
 * up     = sigma[i+1] * sqrt(sigma[i]^2 - sigma[i+1]^2) / sigma[i]
 * down   = sqrt(sigma[i+1]^2 - up^2)
 * x[i+1] = x[i] + (down - sigma[i]) * (x[i] - x0) / sigma[i]  +  up * z,   z ~ N(0, I)
 * </pre>
 *
 * Holds no state between steps; draws noise at each, the last one too. Has no Karras sigmas, and
 * ends at 0.
 */
public final class EulerAncestral extends VarianceExploding {

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public EulerAncestral(SchedulerConfig config, int steps) {
    super(
        config,
        Sigmas.euler(
            NoiseSchedule.of(config),
            config.withKarrasSigmas(false).withFinalSigma(FinalSigma.ZERO),
            steps));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents original = original(modelOutput, index, sample);
    return AncestralStep.taken(original, sample, sigma(index), sigma(index + 1), noise);
  }
}
