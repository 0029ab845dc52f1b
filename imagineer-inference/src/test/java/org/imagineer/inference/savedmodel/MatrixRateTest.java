package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the yardstick measures something; how fast it is here is not the tests' matter. */
class MatrixRateTest {

  @Test
  void a_rate_names_the_size_it_was_reached_at() {
    MatrixRate rate = MatrixRate.measure(Device.CPU, Precision.FLOAT32);
    assertThat(rate.flopsPerSecond()).isPositive().isFinite();
    assertThat(rate.size()).isBetween(256, 8192);
  }

  @Test
  void the_better_of_two_rates_is_the_higher_one() {
    MatrixRate low = new MatrixRate(2048, 1e11);
    MatrixRate high = new MatrixRate(1024, 2e11);
    assertThat(low.orBetter(high)).isEqualTo(high);
    assertThat(high.orBetter(low)).isEqualTo(high);
  }
}
