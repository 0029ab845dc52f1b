package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.Safetensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Against what PyTorch drew; vectorised and scalar builds of it differ by about 1e-6 among
 * themselves.
 */
class TorchNoiseTest {

  private static final float TOLERANCE = 1e-5f;

  @TestFactory
  Stream<DynamicTest> draws_what_torch_randn_draws() {
    try (Safetensors file = open()) {
      return file.names().stream()
          .sorted()
          .map(name -> DynamicTest.dynamicTest(name, () -> compare(name)))
          .toList()
          .stream();
    }
  }

  private static Safetensors open() {
    return Safetensors.open(
        Path.of(TorchNoiseTest.class.getResource("/golden/noise.safetensors").getPath()));
  }

  private static void compare(String name) {
    float[] expected;
    try (Safetensors file = open()) {
      expected = file.tensor(name).floats();
    }
    String[] parts = name.split("_", 3);
    int size =
        Arrays.stream(parts[1].split("x"))
            .mapToInt(Integer::parseInt)
            .reduce(1, Math::multiplyExact);
    String which = parts.length > 2 ? parts[2] : "";
    TorchNoise noise = new TorchNoise(Long.parseLong(parts[0].substring("seed".length())));
    float[] drawn = noise.next(size);
    if (which.startsWith("second_draw")) {
      drawn = noise.next(size);
    }
    int from = which.equals("last") ? size - expected.length : 0;
    assertThat(Arrays.copyOfRange(drawn, from, from + expected.length))
        .containsExactly(expected, within(TOLERANCE));
  }

  /** What torch.randn prints after manual_seed(0) and manual_seed(42), to four digits. */
  @Test
  void draws_few_values_as_torch_randn_does() {
    assertThat(new TorchNoise(0).next(6))
        .containsExactly(
            new float[] {1.5410f, -0.2934f, -2.1788f, 0.5684f, -1.0845f, -1.3986f}, within(5e-5f));
    assertThat(new TorchNoise(42).next(3))
        .containsExactly(new float[] {0.3367f, 0.1288f, 0.2345f}, within(5e-5f));
  }

  @Test
  void counts_only_the_lower_half_of_a_seed() {
    assertThat(new TorchNoise(5L + (1L << 32)).next(20)).isEqualTo(new TorchNoise(5).next(20));
  }
}
