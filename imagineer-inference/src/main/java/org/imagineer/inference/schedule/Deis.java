package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * DEIS of order 2 (Zhang and Chen 2022, arXiv:2204.13902), the variant that extrapolates eps
 * linearly in log(rho), rho = sigma / alpha.
 *
 * <pre>
 * x[i+1] = alpha[i+1] * (x[i] / alpha[i] + c0 * eps[i] + c1 * eps[i-1])
 * c0     = integral from rho[i] to rho[i+1] of log(r / rho[i-1]) / log(rho[i] / rho[i-1]) dr
 * c1     = integral from rho[i] to rho[i+1] of log(r / rho[i]) / log(rho[i-1] / rho[i]) dr
 * </pre>
 *
 * The first step, and the last of few, use c0 = rho[i+1] - rho[i] and c1 = 0. Ends at the smallest
 * sigma of training, as its reference does, whatever final sigma is asked for. Remembers the last
 * eps: one generation, calls in order.
 */
public final class Deis extends VariancePreserving {

  private Latents epsBefore;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Deis(SchedulerConfig config, int steps) {
    super(
        config,
        Sigmas.dpmSolver(
            NoiseSchedule.of(config), config.withFinalSigma(FinalSigma.SIGMA_MIN), steps));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents eps = eps(modelOutput, index, sample);
    double grown = alpha(index + 1) / alpha(index);
    Latents next;
    if (epsBefore == null || endsFew(index)) {
      next = Latents.sum(grown, sample, alpha(index + 1) * (ratio(index + 1) - ratio(index)), eps);
    } else {
      double now = alpha(index + 1) * integral(index, ratio(index), ratio(index - 1));
      double before = alpha(index + 1) * integral(index, ratio(index - 1), ratio(index));
      next = Latents.sum(new double[] {grown, now, before}, sample, eps, epsBefore);
    }
    epsBefore = eps;
    return next;
  }

  /** Over the step, of the line in log(r) that is 1 at {@code one} and 0 at {@code zero}. */
  private double integral(int index, double one, double zero) {
    return (antiderivative(ratio(index + 1), zero) - antiderivative(ratio(index), zero))
        / Math.log(one / zero);
  }

  private static double antiderivative(double r, double zero) {
    return r * (Math.log(r / zero) - 1);
  }
}
