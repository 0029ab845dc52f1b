package org.imagineer.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name under which a server claims jobs; it lives with the data, so it survives restarts. */
final class WorkerName {

  private static final String FILE = "worker-name";

  private WorkerName() {}

  /**
   * @param home the data folder; must exist
   */
  static String of(Path home) {
    Path file = home.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, "worker-" + UUID.randomUUID());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
