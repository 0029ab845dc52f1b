package org.imagineer.inference.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long something took.
 *
 * @param seconds by the clock
 * @param cpuSeconds of this process on all cores together
 */
public record Timing(double seconds, double cpuSeconds) {

  Timing plus(Timing other) {
    return new Timing(seconds + other.seconds, cpuSeconds + other.cpuSeconds);
  }

  Timing dividedBy(int times) {
    return new Timing(seconds / times, cpuSeconds / times);
  }

  /**
   * The medians of both, each by itself.
   *
   * @param timings at least one
   */
  static Timing median(List<Timing> timings) {
    return new Timing(median(timings, Timing::seconds), median(timings, Timing::cpuSeconds));
  }

  private static double median(List<Timing> timings, ToDoubleFunction<Timing> part) {
    List<Timing> sorted = timings.stream().sorted(Comparator.comparingDouble(part)).toList();
    int middle = sorted.size() / 2;
    double upper = part.applyAsDouble(sorted.get(middle));
    return sorted.size() % 2 == 1
        ? upper
        : (part.applyAsDouble(sorted.get(middle - 1)) + upper) / 2;
  }
}
