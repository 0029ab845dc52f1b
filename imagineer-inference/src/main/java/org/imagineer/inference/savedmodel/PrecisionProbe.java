package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out which precision this machine's processor computes fastest in, by a matrix product and a
 * convolution of the size that the UNet has. Takes less than a second on processors of today, and
 * is remembered in a file until the processor or TensorFlow changes.
 */
public final class PrecisionProbe {

  /** The file in the given folder. */
  static final String FILE = "precision-probe.json";

  /** How many times faster bfloat16 must be to be worth its rounding. */
  private static final double WORTHWHILE = 1.3;

  /** Where bfloat16 is imitated it is this many times slower, and larger work takes seconds. */
  private static final double HOPELESS = 4;

  private static final int SMALL_PRODUCT = 256;
  private static final int PRODUCT = 1024;
  private static final int IMAGE = 32;
  private static final int CHANNELS = 320;
  private static final int RUNS = 2;
  private static final double SECONDS = 0.08;
  private static final int LARGEST_FILE = 1 << 16;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PrecisionProbe() {}

  /** What the file holds. */
  record Remembered(Machine machine, Precision fastest) {}

  /**
   * The precision that this machine's CPU computes fastest in: {@link Precision#BFLOAT16} where it
   * is at least 1.3 times as fast as {@link Precision#FLOAT32}, else that.
   *
   * @param cacheFolder where the answer is remembered; it need not exist, nor be writable
   */
  public static Precision fastest(Path cacheFolder) {
    return fastest(cacheFolder, Machine.here(), PrecisionProbe::measure);
  }

  static Precision fastest(Path cacheFolder, Machine machine, Supplier<Precision> measurement) {
    Path file = cacheFolder.resolve(FILE);
    Optional<Precision> known =
        remembered(file).filter(each -> machine.equals(each.machine())).map(Remembered::fastest);
    if (known.isPresent()) {
      return known.get();
    }
    Precision fastest = measurement.get();
    remember(file, new Remembered(machine, fastest));
    return fastest;
  }

  private static Optional<Remembered> remembered(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LARGEST_FILE
          ? Optional.ofNullable(JSON.readValue(Files.readAllBytes(file), Remembered.class))
          : Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** The file appears whole or not at all; without it the next start measures again. */
  private static void remember(Path file, Remembered found) {
    try {
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), "." + FILE, ".part");
      try {
        Files.write(part, JSON.writeValueAsBytes(found));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException ignored) {
      // Nothing is lost but the second that the next probe takes.
    }
  }

  private static Precision measure() {
    double small = product(Precision.FLOAT32, SMALL_PRODUCT);
    if (product(Precision.BFLOAT16, SMALL_PRODUCT) > HOPELESS * small) {
      return Precision.FLOAT32;
    }
    double ratio = seconds(Precision.FLOAT32) / seconds(Precision.BFLOAT16);
    return ratio >= WORTHWHILE ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  private static double seconds(Precision precision) {
    return product(precision, PRODUCT) + convolution(precision);
  }

  private static double product(Precision precision, int size) {
    try (TimedGraph timed = TimedGraph.product(precision, size, Device.CPU)) {
      return timed.bestSeconds(RUNS, SECONDS);
    }
  }

  private static double convolution(Precision precision) {
    try (TimedGraph timed = TimedGraph.convolution(precision, IMAGE, CHANNELS, Device.CPU)) {
      return timed.bestSeconds(RUNS, SECONDS);
    }
  }
}
