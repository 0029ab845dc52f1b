package org.imagineer.inference.schedule;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * The sigmas that a sampler of the variance-exploding form walks down, and the timesteps the
 * network is told.
 *
 * @param values one per step (or model call, where there are more) and the final one
 * @param timesteps one per step (or model call)
 */
record Sigmas(double[] values, double[] timesteps) {

  /** The number of steps, without the final sigma. */
  int steps() {
    return timesteps.length;
  }

  /** For Euler: from the fractional timesteps of a spacing, down to zero. */
  static Sigmas euler(NoiseSchedule schedule, SchedulerConfig config, int steps) {
    double[] timesteps = Timesteps.spaced(config.spacingOr(Spacing.LINSPACE), config, steps, steps);
    double[] sigmas = at(schedule, timesteps);
    if (config.karrasSigmas()) {
      sigmas = Timesteps.karras(sigmas[0], sigmas[steps - 1], steps);
      timesteps = timestepsOf(schedule, sigmas);
    }
    return new Sigmas(ending(sigmas, schedule, config), timesteps);
  }

  /** For DPM-Solver++: whole timesteps, one interval short of the end. */
  static Sigmas dpmSolver(NoiseSchedule schedule, SchedulerConfig config, int steps) {
    if (config.karrasSigmas()) {
      Timesteps.requireRoom(steps, steps, schedule.length());
      double[] sigmas =
          Timesteps.karras(schedule.sigma(schedule.length() - 1), schedule.sigma(0), steps);
      double[] timesteps = Timesteps.rounded(timestepsOf(schedule, sigmas));
      return new Sigmas(ending(sigmas, schedule, config), timesteps);
    }
    double[] timesteps =
        Timesteps.rounded(
            Timesteps.spaced(
                config.spacingOr(Spacing.LINSPACE),
                config,
                steps,
                config.spacing() == Spacing.TRAILING ? steps : steps + 1));
    return new Sigmas(ending(at(schedule, timesteps), schedule, config), timesteps);
  }

  /** The same sigmas, but the network is told whole timesteps. */
  Sigmas rounded() {
    return new Sigmas(values, Timesteps.rounded(timesteps));
  }

  /** One by one for each model call, where each step but the last calls at its end as well. */
  Sigmas withCallsAtEnds() {
    return interleaved(
        Arrays.copyOfRange(values, 1, steps()), Arrays.copyOfRange(timesteps, 1, steps()));
  }

  /**
   * One by one for each model call, where each step but the last makes a second one.
   *
   * @param between sigma of the second call, from the sigmas where the step begins and ends
   */
  Sigmas withCallsBetween(NoiseSchedule schedule, DoubleBinaryOperator between) {
    double[] second = new double[steps() - 1];
    for (int i = 0; i < second.length; i++) {
      second[i] = between.applyAsDouble(values[i], values[i + 1]);
    }
    return interleaved(second, timestepsOf(schedule, second));
  }

  private Sigmas interleaved(double[] secondValues, double[] secondTimesteps) {
    int calls = 2 * steps() - 1;
    double[] allValues = new double[calls + 1];
    double[] allTimesteps = new double[calls];
    for (int i = 0; i < calls; i++) {
      boolean first = i % 2 == 0;
      allValues[i] = first ? values[i / 2] : secondValues[i / 2];
      allTimesteps[i] = first ? timesteps[i / 2] : secondTimesteps[i / 2];
    }
    allValues[calls] = values[steps()];
    return new Sigmas(allValues, allTimesteps);
  }

  private static double[] at(NoiseSchedule schedule, double[] timesteps) {
    double[] sigmas = new double[timesteps.length];
    for (int i = 0; i < sigmas.length; i++) {
      sigmas[i] = schedule.sigmaAt(timesteps[i]);
    }
    return sigmas;
  }

  private static double[] timestepsOf(NoiseSchedule schedule, double[] sigmas) {
    double[] timesteps = new double[sigmas.length];
    for (int i = 0; i < timesteps.length; i++) {
      timesteps[i] = schedule.timestepOf(sigmas[i]);
    }
    return timesteps;
  }

  private static double[] ending(double[] sigmas, NoiseSchedule schedule, SchedulerConfig config) {
    double[] all = new double[sigmas.length + 1];
    for (int i = 0; i < sigmas.length; i++) {
      // The reference keeps them in float32.
      all[i] = (float) sigmas[i];
    }
    all[sigmas.length] = config.finalSigma() == FinalSigma.ZERO ? 0 : (float) schedule.sigma(0);
    return all;
  }
}
