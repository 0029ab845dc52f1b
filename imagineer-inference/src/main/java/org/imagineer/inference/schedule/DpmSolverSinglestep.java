package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095, algorithm 1) with one model call per step:
 * two steps are one of the paper's, the first of them being its look ahead. lambda = log(alpha /
 * sigma), h = lambda[i+1] - lambda[i-1].
 *
 * <pre>
 * i even: x[i+1] = sigma[i+1] / sigma[i]   * x[i]    +  alpha[i+1] * (1 - exp(-(lambda[i+1] - lambda[i]))) * x0[i]
 * i odd:  x[i+1] = sigma[i+1] / sigma[i-1] * x[i-1]  +  alpha[i+1] * (1 - exp(-h)) * D
 * D              = x0[i-1] + h / (2 (lambda[i] - lambda[i-1])) * (x0[i] - x0[i-1])
 * </pre>
 *
 * A last step to a final sigma of zero, where D has no value, is as if i were even. Follows any
 * spacing; its reference has linspace alone. Remembers where a pair of steps began: one generation,
 * calls in order.
 */
public final class DpmSolverSinglestep extends VariancePreserving {

  private final boolean endsAtZero;
  private Latents start;
  private Latents startOriginal;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public DpmSolverSinglestep(SchedulerConfig config, int steps) {
    super(config, Sigmas.dpmSolver(NoiseSchedule.of(config), config, steps));
    endsAtZero = config.finalSigma() == FinalSigma.ZERO;
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents original = original(modelOutput, index, sample);
    if (index % 2 == 1 && start != null && !(endsAtZero && isLast(index))) {
      double ratio =
          (lambda(index + 1) - lambda(index - 1)) / (2 * (lambda(index) - lambda(index - 1)));
      Latents d = Latents.sum(1 - ratio, startOriginal, ratio, original);
      return towards(d, start, index - 1, index + 1);
    }
    start = sample;
    startOriginal = original;
    return towards(original, sample, index, index + 1);
  }
}
