package org.imagineer.inference.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * UniPC of order 2 on x0, variant B2 (Zhao et al. 2023, arXiv:2302.04867, algorithms 1 and 2), with
 * lambda = log(alpha / sigma), h the step in it, and B = 1 - exp(-h).
 *
 * <pre>
 * predictor: x[i+1] = sigma[i+1] / sigma[i] * x[i]  +  alpha[i+1] * B * (x0[i] + D / 2)
 * corrector: x[i+1] = sigma[i+1] / sigma[i] * x[i]  +  alpha[i+1] * B * (x0[i] + p * D + q * (x0[i+1] - x0[i]))
 * D                 = (x0[i-1] - x0[i]) / r,   r = (lambda[i-1] - lambda[i]) / h
 * p + q             = b1 = (1 - (1 - exp(-h)) / h) / (1 - exp(-h))
 * r * p + q         = b2 = 2 * (1 / 2 - (1 - (1 - exp(-h)) / h) / h) / (1 - exp(-h))
 * </pre>
 *
 * Each model output first corrects the step that led to it, then predicts the next one. The first
 * step, and the last, are of order 1: D = 0, q = 1 / 2. Remembers the last outputs: one generation,
 * calls in order.
 */
public final class UniPc extends VariancePreserving {

  private static final int ORDER = 2;

  /** x0 of earlier calls, newest first. */
  private final List<Latents> originals = new ArrayList<>();

  private Latents before;
  private int orderBefore;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public UniPc(SchedulerConfig config, int steps) {
    super(config, Sigmas.dpmSolver(NoiseSchedule.of(config), config, steps));
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents original = original(modelOutput, index, sample);
    Latents corrected = before == null ? sample : corrected(index, original);
    originals.add(0, original);
    if (originals.size() > ORDER) {
      originals.remove(ORDER);
    }
    before = corrected;
    orderBefore = Math.min(originals.size(), isLast(index) ? 1 : ORDER);
    return predicted(index, corrected);
  }

  private Latents predicted(int index, Latents sample) {
    if (orderBefore == 1) {
      return towards(originals.get(0), sample, index, index + 1);
    }
    double half = 0.5 / lookBack(index);
    Latents mean = Latents.sum(1 - half, originals.get(0), half, originals.get(1));
    return towards(mean, sample, index, index + 1);
  }

  // The step that led here began at the index before.
  private Latents corrected(int index, Latents original) {
    int from = index - 1;
    Latents last = originals.get(0);
    if (orderBefore == 1) {
      return towards(Latents.sum(0.5, last, 0.5, original), before, from, index);
    }
    double h = lambda(index) - lambda(from);
    double b = 1 - decay(from, index);
    double r = lookBack(from);
    double b1 = (1 - b / h) / b;
    double b2 = 2 * (0.5 - (1 - b / h) / h) / b;
    double p = (b1 - b2) / (1 - r);
    double q = b1 - p;
    Latents mean =
        Latents.sum(new double[] {1 - p / r - q, p / r, q}, last, originals.get(1), original);
    return towards(mean, before, from, index);
  }

  /** r: where the call before lies, as a part of the step from an index to the next. */
  private double lookBack(int index) {
    return (lambda(index - 1) - lambda(index)) / (lambda(index + 1) - lambda(index));
  }
}
