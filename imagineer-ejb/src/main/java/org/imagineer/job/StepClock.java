package org.imagineer.job;

import java.util.function.LongSupplier;

/** Measures the time of a step, from the intervals between steps. Not thread-safe. */
final class StepClock {

  /** The share of the newest interval: follows a machine that becomes busy within a few steps. */
  private static final double NEWEST = 0.2;

  private final LongSupplier nanos;
  private long last;
  private boolean ticking;
  private double seconds = Double.NaN;

  StepClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A picture begins: what lies before its first step is no step. */
  void begin() {
    ticking = false;
  }

  /**
   * Time has come to a step.
   *
   * @param steps done since the last tick
   */
  void tick(int steps) {
    long now = nanos.getAsLong();
    if (ticking) {
      double interval = (now - last) / 1e9 / steps;
      seconds = Double.isNaN(seconds) ? interval : seconds + NEWEST * (interval - seconds);
    }
    ticking = true;
    last = now;
  }

  /** Expected seconds for so many steps; null before there is anything to go by. */
  Double secondsFor(int steps) {
    return Double.isNaN(seconds) ? null : seconds * steps;
  }
}
