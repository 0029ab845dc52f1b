package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095, algorithm 2), with lambda = log(alpha /
 * sigma) and h the step in it.
 *
 * <pre>
 * x[i+1] = sigma[i+1] / sigma[i] * x[i]  -  alpha[i+1] * (exp(-h) - 1) * D
 * D      = x0[i] + h / (2 h[i-1]) * (x0[i] - x0[i-1])
 * </pre>
 *
 * The first step, and the last one where few steps or a final sigma of zero would make it unstable,
 * use D = x0[i]. Remembers the last x0: one generation, calls in order.
 */
public final class DpmSolverMultistep implements Scheduler {

  // With fewer steps the second order overshoots at the end.
  private static final int FEW_STEPS = 15;

  private final SchedulerConfig config;
  private final Sigmas sigmas;
  private Latents originalBefore;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public DpmSolverMultistep(SchedulerConfig config, int steps) {
    this.config = config;
    sigmas = Sigmas.dpmSolver(NoiseSchedule.of(config), config, steps);
  }

  @Override
  public float[] timesteps() {
    return Timesteps.floats(sigmas.timesteps());
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
    Latents original =
        Predicted.original(config.prediction(), modelOutput, sample, alpha(index), sigma(index));
    Latents d =
        originalBefore == null || endsFirstOrder(index) ? original : secondOrder(index, original);
    originalBefore = original;
    // exp(-h) = (sigma[i+1] * alpha[i]) / (alpha[i+1] * sigma[i]), which is 0 at the final sigma of
    // zero.
    double decay = sigma(index + 1) * alpha(index) / (alpha(index + 1) * sigma(index));
    return Latents.sum(sigma(index + 1) / sigma(index), sample, -alpha(index + 1) * (decay - 1), d);
  }

  private boolean endsFirstOrder(int index) {
    return index == sigmas.steps() - 1
        && (sigmas.steps() < FEW_STEPS || config.finalSigma() == FinalSigma.ZERO);
  }

  private Latents secondOrder(int index, Latents original) {
    double ratio = (lambda(index + 1) - lambda(index)) / (2 * (lambda(index) - lambda(index - 1)));
    return Latents.sum(1 + ratio, original, -ratio, originalBefore);
  }

  private double alpha(int index) {
    double sigma = sigmas.values()[index];
    return 1 / Math.sqrt(sigma * sigma + 1);
  }

  private double sigma(int index) {
    return sigmas.values()[index] * alpha(index);
  }

  private double lambda(int index) {
    return -Math.log(sigmas.values()[index]);
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return Latents.sum(alpha(index), original, sigma(index), noise);
  }
}
