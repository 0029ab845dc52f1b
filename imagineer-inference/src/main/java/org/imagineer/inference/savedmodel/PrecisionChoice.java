package org.imagineer.inference.savedmodel;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The precision as a setting names it: {@code auto}, {@code float32}, {@code bfloat16} or {@code
 * float16}.
 *
 * @param fixed what was named; empty for auto
 */
public record PrecisionChoice(Optional<Precision> fixed) {

  /** What suits the device. */
  public static final PrecisionChoice AUTO = new PrecisionChoice(Optional.empty());

  /**
   * @throws IllegalArgumentException if the text names no precision, saying what would
   */
  public static PrecisionChoice parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (name.equals("auto")) {
      return AUTO;
    }
    for (Precision precision : Precision.values()) {
      if (precision.name().toLowerCase(Locale.ROOT).equals(name)) {
        return new PrecisionChoice(Optional.of(precision));
      }
    }
    throw new IllegalArgumentException(
        "'%s' names no precision: write auto, float32, bfloat16 or float16".formatted(text));
  }

  /**
   * The precision to compute in: what was named, else float16 on a GPU.
   *
   * @param fastestOnCpu asked only where a CPU has to be judged
   */
  public Precision on(Device device, Supplier<Precision> fastestOnCpu) {
    return fixed.orElseGet(() -> device.isGpu() ? Precision.FLOAT16 : fastestOnCpu.get());
  }

  @Override
  public String toString() {
    return fixed.map(precision -> precision.name().toLowerCase(Locale.ROOT)).orElse("auto");
  }
}
