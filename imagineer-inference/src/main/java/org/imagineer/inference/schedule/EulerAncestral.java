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
 * Holds no state between steps; draws noise at each, the last one too.
 */
public final class EulerAncestral implements Scheduler {

  private final SchedulerConfig config;
  private final Sigmas sigmas;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public EulerAncestral(SchedulerConfig config, int steps) {
    this.config = config.withKarrasSigmas(false).withFinalSigma(FinalSigma.ZERO);
    sigmas = Sigmas.euler(NoiseSchedule.of(config), this.config, steps);
  }

  @Override
  public float[] timesteps() {
    return Timesteps.floats(sigmas.timesteps());
  }

  @Override
  public float initNoiseSigma() {
    return (float) Euler.startOf(sigmas, config);
  }

  @Override
  public Latents scaleModelInput(Latents sample, int index) {
    return Euler.scaled(sample, sigmas.values()[index]);
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    double from = sigmas.values()[index];
    double to = sigmas.values()[index + 1];
    double up = to * Math.sqrt(from * from - to * to) / from;
    double down = Math.sqrt(Math.max(0, to * to - up * up));
    Latents original = Euler.original(config, modelOutput, sample, from);
    return Latents.sum(1, Euler.towards(original, sample, from, down), up, noise.next(sample));
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return Latents.sum(1, original, sigmas.values()[index], noise);
  }
}
