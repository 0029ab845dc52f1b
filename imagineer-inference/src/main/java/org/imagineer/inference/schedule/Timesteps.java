package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * Which of the training timesteps a number of steps visits, from the noisiest down; not yet
 * rounded.
 */
final class Timesteps {

  private Timesteps() {}

  /**
   * Spaced as Lin et al. 2023 (arXiv:2305.08891, table 2) name it.
   *
   * @param parts how many intervals the range is cut into: as many as steps, or one more for
   *     samplers which end one interval earlier
   */
  static double[] spaced(Spacing spacing, SchedulerConfig config, int steps, int parts) {
    int n = config.trainTimesteps();
    requireRoom(steps, parts, n);
    double[] timesteps = new double[steps];
    for (int i = 0; i < steps; i++) {
      timesteps[i] =
          switch (spacing) {
            case LINSPACE -> parts == 1 ? 0 : (n - 1.0) * (parts - 1 - i) / (parts - 1);
            case LEADING -> (double) (parts - 1 - i) * (n / parts) + config.stepsOffset();
            case TRAILING -> Math.rint(n - i * ((double) n / steps)) - 1;
          };
    }
    if (timesteps[0] > n - 1) {
      throw new IllegalArgumentException(
          "%d steps with a steps_offset of %d lead beyond the model's %d timesteps"
              .formatted(steps, config.stepsOffset(), n));
    }
    return timesteps;
  }

  /**
   * @throws IllegalArgumentException if a model of n timesteps cannot be walked in so many parts
   */
  static void requireRoom(int steps, int parts, int n) {
    if (steps < 1 || parts > n) {
      throw new IllegalArgumentException(
          "%d steps do not fit a model of %d timesteps".formatted(steps, n));
    }
  }

  /** Rounded to whole timesteps, halves to even. */
  static double[] rounded(double[] timesteps) {
    double[] whole = new double[timesteps.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = Math.rint(timesteps[i]);
    }
    return whole;
  }

  static float[] floats(double[] timesteps) {
    float[] floats = new float[timesteps.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) timesteps[i];
    }
    return floats;
  }

  /**
   * Sigmas between two ends (Karras et al. 2022, arXiv:2206.00364, eq. 5, rho 7).
   *
   * <pre>sigma[i] = (max^(1/rho) + i / (n - 1) * (min^(1/rho) - max^(1/rho)))^rho</pre>
   */
  static double[] karras(double max, double min, int n) {
    double rho = 7;
    double from = Math.pow(max, 1 / rho);
    double to = Math.pow(min, 1 / rho);
    double[] sigmas = new double[n];
    for (int i = 0; i < n; i++) {
      sigmas[i] = Math.pow(from + (n == 1 ? 0 : (double) i / (n - 1)) * (to - from), rho);
    }
    return sigmas;
  }
}
