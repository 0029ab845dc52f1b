package org.imagineer.inference.schedule;

import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * Linear multistep method of order 4 on the probability flow of Karras et al. 2022
 * (arXiv:2206.00364), k-diffusion's {@code sample_lms}: the polynomial through the last derivatives
 * is integrated over the step (Adams-Bashforth with steps of unequal length).
 *
 * <pre>
 * d[i]   = (x[i] - x0) / sigma[i]
 * x[i+1] = x[i] + sum over j of c[j] * d[i-j]
 * c[j]   = integral from sigma[i] to sigma[i+1] of
 *          product over k != j of (s - sigma[i-k]) / (sigma[i-j] - sigma[i-k]) ds
 * </pre>
 *
 * The first steps use as many derivatives as there are. Ends at 0. Remembers derivatives: one
 * generation, calls in order.
 */
public final class Lms extends VarianceExploding {

  private static final int ORDER = 4;

  private final List<Latents> derivatives = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Lms(SchedulerConfig config, int steps) {
    super(
        config,
        Sigmas.euler(NoiseSchedule.of(config), config.withFinalSigma(FinalSigma.ZERO), steps));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    double sigma = sigma(index);
    derivatives.add(
        0, Latents.sum(1 / sigma, sample, -1 / sigma, original(modelOutput, index, sample)));
    if (derivatives.size() > ORDER) {
      derivatives.remove(ORDER);
    }
    int order = derivatives.size();
    double[] weights = new double[order + 1];
    Latents[] terms = new Latents[order + 1];
    weights[0] = 1;
    terms[0] = sample;
    for (int j = 0; j < order; j++) {
      weights[j + 1] = integral(index, j, order);
      terms[j + 1] = derivatives.get(j);
    }
    return Latents.sum(weights, terms);
  }

  // The polynomial is of degree 3 at most: the Gauss-Legendre rule of two points is exact.
  private double integral(int index, int j, int order) {
    double middle = (sigma(index + 1) + sigma(index)) / 2;
    double half = (sigma(index + 1) - sigma(index)) / 2;
    double node = half / Math.sqrt(3);
    return half
        * (polynomial(middle - node, index, j, order) + polynomial(middle + node, index, j, order));
  }

  private double polynomial(double s, int index, int j, int order) {
    double product = 1;
    for (int k = 0; k < order; k++) {
      if (k != j) {
        product *= (s - sigma(index - k)) / (sigma(index - j) - sigma(index - k));
      }
    }
    return product;
  }
}
