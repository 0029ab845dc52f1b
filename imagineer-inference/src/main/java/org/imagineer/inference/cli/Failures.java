package org.imagineer.inference.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says failures in words; the stack trace stays inside. */
final class Failures {

  private Failures() {}

  /** One sentence for a person. */
  static String sentence(Throwable failure) {
    Throwable cause =
        failure instanceof UncheckedIOException && failure.getMessage() == null
            ? failure.getCause()
            : failure;
    if (cause instanceof NoSuchFileException) {
      return "there is no file " + cause.getMessage();
    }
    if (cause instanceof AccessDeniedException) {
      return "access denied: " + cause.getMessage();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
