package org.imagineer.inference.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Which runs count, and what is told of them. */
class StopwatchTest {

  private final List<String> told = new ArrayList<>();

  @Test
  void the_median_is_the_middle_one_or_between_the_two_in_the_middle() {
    assertThat(Timing.median(List.of(timing(3), timing(1), timing(9))).seconds()).isEqualTo(3);
    assertThat(Timing.median(List.of(timing(4), timing(1), timing(9), timing(3))).cpuSeconds())
        .isEqualTo(35);
    assertThat(Timing.median(List.of(timing(4)))).isEqualTo(timing(4));
  }

  private static Timing timing(double seconds) {
    return new Timing(seconds, 10 * seconds);
  }

  @Test
  void each_run_is_told_and_prepared_before_it_begins() {
    List<Integer> warming = new ArrayList<>();
    Stopwatch watch = new Stopwatch(1, 2, told::add);
    Timing timing =
        watch.medianOfSingle(
            "model",
            run -> told.add("before " + run),
            run -> {
              told.add("run " + run);
              if (!watch.isCounted(run)) {
                warming.add(run);
              }
            });
    assertThat(told)
        .containsExactly(
            "model: warm-up 1 of 1",
            "before 0",
            "run 0",
            "model: run 1 of 2",
            "before 1",
            "run 1",
            "model: run 2 of 2",
            "before 2",
            "run 2");
    assertThat(warming).containsExactly(0);
    assertThat(timing.seconds()).isNotNegative();
  }

  @Test
  void short_work_is_repeated_and_the_run_has_the_mean() {
    long[] times = new long[1];
    long start = System.nanoTime();
    Timing timing = new Stopwatch(0, 1, told::add).median("decoder", () -> times[0]++);
    double all = (System.nanoTime() - start) / 1e9;
    assertThat(times[0]).isGreaterThan(1);
    assertThat(timing.seconds()).isPositive().isLessThanOrEqualTo(all / times[0]);
    assertThat(told).containsExactly("decoder: run 1 of 1");
  }

  @Test
  void an_interrupt_ends_it_before_the_next_run() {
    Stopwatch watch = new Stopwatch(0, 3, told::add);
    try {
      assertThatThrownBy(() -> watch.median("decoder", Thread.currentThread()::interrupt))
          .isInstanceOf(CancellationException.class)
          .hasMessage("the benchmark was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(told).containsExactly("decoder: run 1 of 3");
  }
}
