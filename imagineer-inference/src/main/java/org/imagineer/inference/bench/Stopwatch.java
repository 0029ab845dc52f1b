package org.imagineer.inference.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * Measures work that is done over and over. Between runs it heeds an interrupt of the thread.
 *
 * @param warmup runs before those that count
 * @param runs that count, at least 1
 * @param progress is told of each run before it begins
 */
record Stopwatch(int warmup, int runs, Consumer<String> progress) {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Shorter work is repeated: processor time is told in hundredths of a second. */
  private static final double LONG_ENOUGH = 0.1;

  /**
   * The median of the runs that count, of work that may be repeated within a run: the mean of the
   * repetitions is the run's.
   *
   * @throws CancellationException if the thread was interrupted
   */
  Timing median(String what, Runnable work) {
    return median(
        what,
        run -> {},
        run -> {
          Timing all = once(work);
          int times = 1;
          for (; all.seconds() < LONG_ENOUGH; times++) {
            all = all.plus(once(work));
          }
          return all.dividedBy(times);
        });
  }

  /**
   * The median of the runs that count, of work that is done once in each.
   *
   * @param before done before each run, and not measured
   * @param work given the run's number, as {@code before}: from 0 on, the first being those to warm
   *     up
   * @throws CancellationException if the thread was interrupted
   */
  Timing medianOfSingle(String what, IntConsumer before, IntConsumer work) {
    return median(what, before, run -> once(() -> work.accept(run)));
  }

  private Timing median(String what, IntConsumer before, IntFunction<Timing> measurement) {
    List<Timing> counting = new ArrayList<>();
    for (int run = 0; run < warmup + runs; run++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the benchmark was interrupted");
      }
      progress.accept(what + ": " + name(run));
      before.accept(run);
      Timing timing = measurement.apply(run);
      if (isCounted(run)) {
        counting.add(timing);
      }
    }
    return Timing.median(counting);
  }

  /** Whether a run is not one to warm up. */
  boolean isCounted(int run) {
    return run >= warmup;
  }

  private String name(int run) {
    return isCounted(run)
        ? "run %d of %d".formatted(run - warmup + 1, runs)
        : "warm-up %d of %d".formatted(run + 1, warmup);
  }

  private static Timing once(Runnable work) {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    work.run();
    long end = System.nanoTime();
    return new Timing((end - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
  }
}
