package org.imagineer.inference.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Pseudo numerical methods for diffusion models (Liu et al. 2022, arXiv:2202.09778, eq. 11 to 13),
 * without the Runge-Kutta warm-up, as Stable Diffusion uses them.
 *
 * <pre>
 * eps'   = (55 eps[t] - 59 eps[t+1] + 37 eps[t+2] - 9 eps[t+3]) / 24
 * x[t-1] = sqrt(a[t-1] / a[t]) * x[t]  -  (a[t-1] - a[t]) / (a[t] sqrt(1 - a[t-1]) + sqrt(a[t] (1 - a[t]) a[t-1])) * eps'
 * </pre>
 *
 * The first two model calls are one step by the mean of both, so N steps make N + 1 calls (one step
 * makes one). It is always the first two calls of the generation that count as one step: where it
 * begins at a later index, whose timestep does not come twice, the sample is from then on one
 * timestep noisier than the network is told. The reference does so, and pictures are compared with
 * it. Remembers the last outputs: one generation, calls in order.
 */
public final class Pndm extends DiscreteTime {

  private final int stride;
  private final double end;
  private final List<Latents> outputs = new ArrayList<>();
  private Latents start;
  private int called;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Pndm(SchedulerConfig config, int steps) {
    super(config, secondTwice(spaced(config, steps)));
    stride = config.trainTimesteps() / steps;
    end = config.alphaToOneOr(false) ? 1 : alphaBar(0, 1);
  }

  private static double[] secondTwice(double[] once) {
    if (once.length == 1) {
      return once;
    }
    double[] twice = new double[once.length + 1];
    System.arraycopy(once, 0, twice, 0, 2);
    System.arraycopy(once, 1, twice, 2, once.length - 1);
    return twice;
  }

  @Override
  public Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    int t = timestep(index);
    called++;
    if (called == 2) {
      // The second call looks back from where the first one led, and the step is taken again from
      // its start.
      Latents mean = Latents.sum(0.5, modelOutput, 0.5, outputs.get(0));
      return previous(start, t + stride, t, mean);
    }
    outputs.add(0, modelOutput);
    if (outputs.size() > 4) {
      outputs.remove(4);
    }
    start = sample;
    return previous(sample, t, t - stride, combined());
  }

  // Adams-Bashforth of the order that the outputs so far allow.
  private Latents combined() {
    double[] weights =
        switch (outputs.size()) {
          case 1 -> new double[] {1};
          case 2 -> new double[] {3 / 2.0, -1 / 2.0};
          case 3 -> new double[] {23 / 12.0, -16 / 12.0, 5 / 12.0};
          default -> new double[] {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0};
        };
    return Latents.sum(weights, outputs.toArray(Latents[]::new));
  }

  private Latents previous(Latents sample, int from, int to, Latents output) {
    double now = alphaBar(from, end);
    double before = alphaBar(to, end);
    Latents eps = eps(output, from, sample);
    double denominator = now * Math.sqrt(1 - before) + Math.sqrt(now * (1 - now) * before);
    return Latents.sum(Math.sqrt(before / now), sample, -(before - now) / denominator, eps);
  }
}
