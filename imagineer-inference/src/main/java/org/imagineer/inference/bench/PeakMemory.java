package org.imagineer.inference.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The most memory that this process has had resident, as Linux counts it (proc(5)). */
public final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** In bytes, VmHWM; empty where the system does not tell. */
  public static OptionalLong bytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException elsewhere) {
      return OptionalLong.empty();
    }
  }

  /**
   * Forgets what was before, so that {@link #bytes} counts from what is resident now.
   *
   * @return false where the system does not allow that
   */
  static boolean reset() {
    try {
      Files.writeString(CLEAR, "5");
      return true;
    } catch (IOException notAllowed) {
      return false;
    }
  }
}
