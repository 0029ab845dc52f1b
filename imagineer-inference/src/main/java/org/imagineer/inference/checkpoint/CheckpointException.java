package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A file of weights or its configuration is broken, incomplete or of a kind that Imagineer does not
 * run. The message names the file, and the tensor or option where there is one.
 */
public final class CheckpointException extends UncheckedIOException {

  /**
   * @param file what cannot be used
   * @param problem why, as a clause that follows the file's name and a colon
   */
  public CheckpointException(Path file, String problem) {
    this(file, problem, null);
  }

  /** The same, with the failure that revealed it. */
  public CheckpointException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, new IOException(problem, cause));
  }

  private CheckpointException(String message) {
    super(message, new IOException(message));
  }

  /** A sound checkpoint of a model that Imagineer does not run; the message says which. */
  static CheckpointException otherModel(String message) {
    return new CheckpointException(message);
  }
}
