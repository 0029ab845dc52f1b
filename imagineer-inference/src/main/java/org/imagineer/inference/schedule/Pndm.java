package org.imagineer.inference.schedule;

import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

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
 * makes one). Remembers the last outputs: one generation, calls in order.
 */
public final class Pndm implements Scheduler {

  private final SchedulerConfig config;
  private final NoiseSchedule schedule;
  private final double[] timesteps;
  private final int stride;
  private final List<Latents> outputs = new ArrayList<>();
  private Latents start;

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Pndm(SchedulerConfig config, int steps) {
    this.config = config;
    schedule = NoiseSchedule.of(config);
    timesteps =
        secondTwice(
            Timesteps.rounded(
                Timesteps.spaced(config.spacingOr(Spacing.LEADING), config, steps, steps)));
    stride = schedule.length() / steps;
  }

  private static double[] secondTwice(double[] once) {
    if (once.length == 1) {
      return once;
    }
    double[] twice = new double[once.length + 1];
    twice[0] = once[0];
    System.arraycopy(once, 1, twice, 1, 1);
    System.arraycopy(once, 1, twice, 2, once.length - 1);
    return twice;
  }

  @Override
  public float[] timesteps() {
    return Timesteps.floats(timesteps);
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
    int t = (int) timesteps[index];
    if (index == 1) {
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
    Latents e = outputs.get(0);
    return switch (outputs.size()) {
      case 1 -> e;
      case 2 -> Latents.sum(1.5, e, -0.5, outputs.get(1));
      case 3 ->
          Latents.sum(
              1, Latents.sum(23 / 12.0, e, -16 / 12.0, outputs.get(1)), 5 / 12.0, outputs.get(2));
      default ->
          Latents.sum(
              1,
              Latents.sum(55 / 24.0, e, -59 / 24.0, outputs.get(1)),
              1,
              Latents.sum(37 / 24.0, outputs.get(2), -9 / 24.0, outputs.get(3)));
    };
  }

  private Latents previous(Latents sample, int from, int to, Latents output) {
    double now = schedule.alphaBar(from);
    double before =
        to >= 0 ? schedule.alphaBar(to) : config.alphaToOneOr(false) ? 1 : schedule.alphaBar(0);
    Latents eps =
        Predicted.noise(config.prediction(), output, sample, Math.sqrt(now), Math.sqrt(1 - now));
    double denominator = now * Math.sqrt(1 - before) + Math.sqrt(now * (1 - now) * before);
    return Latents.sum(Math.sqrt(before / now), sample, -(before - now) / denominator, eps);
  }

  @Override
  public Latents addNoise(Latents original, Latents noise, int index) {
    return schedule.noised(original, noise, (int) timesteps[index]);
  }
}
