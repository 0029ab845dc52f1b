package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095, algorithm 2) and its stochastic variant, with
 * lambda = log(alpha / sigma) and h the step in it.
 *
 * <pre>
 * D      = x0[i] + h / (2 h[i-1]) * (x0[i] - x0[i-1])
 * 2M:     x[i+1] = sigma[i+1] / sigma[i] * x[i]  +  alpha[i+1] * (1 - exp(-h)) * D
 * 2M SDE: x[i+1] = sigma[i+1] / sigma[i] * exp(-h) * x[i]  +  alpha[i+1] * (1 - exp(-2h)) * D
 *                  +  sigma[i+1] * sqrt(1 - exp(-2h)) * z,   z ~ N(0, I)
 * </pre>
 *
 * The first step, and the last one where few steps or a final sigma of zero would make it unstable,
 * use D = x0[i]. Remembers the last x0: one generation, calls in order. The stochastic variant
 * draws noise at each step, the last one too.
 */
public final class DpmSolverMultistep extends VariancePreserving {

  private final boolean endsAtZero;
  private final boolean stochastic;
  private Latents originalBefore;

  private DpmSolverMultistep(SchedulerConfig config, int steps, boolean stochastic) {
    super(config, Sigmas.dpmSolver(NoiseSchedule.of(config), config, steps));
    endsAtZero = config.finalSigma() == FinalSigma.ZERO;
    this.stochastic = stochastic;
  }

  /**
   * DPM++ 2M.
   *
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public DpmSolverMultistep(SchedulerConfig config, int steps) {
    this(config, steps, false);
  }

  /**
   * DPM++ 2M SDE.
   *
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public static DpmSolverMultistep sde(SchedulerConfig config, int steps) {
    return new DpmSolverMultistep(config, steps, true);
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents original = original(modelOutput, index, sample);
    boolean firstOrder = originalBefore == null || endsFew(index) || endsAtZero && isLast(index);
    Latents d = firstOrder ? original : secondOrder(index, original);
    originalBefore = original;
    return stochastic
        ? withFreshNoise(d, index, sample, noise)
        : towards(d, sample, index, index + 1);
  }

  private Latents secondOrder(int index, Latents original) {
    double ratio = (lambda(index + 1) - lambda(index)) / (2 * (lambda(index) - lambda(index - 1)));
    return Latents.sum(1 + ratio, original, -ratio, originalBefore);
  }

  private Latents withFreshNoise(Latents d, int index, Latents sample, Noise noise) {
    double decay = decay(index, index + 1);
    double gone = 1 - decay * decay;
    double[] weights = {
      sigma(index + 1) / sigma(index) * decay,
      alpha(index + 1) * gone,
      sigma(index + 1) * Math.sqrt(gone)
    };
    return Latents.sum(weights, sample, d, noise.next(sample));
  }
}
