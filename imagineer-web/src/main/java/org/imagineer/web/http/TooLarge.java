package org.imagineer.web.http;

/** Recognises the server's own limit on request bodies, which it only reports by an exception. */
final class TooLarge {

  private TooLarge() {}

  /** Whether this failure, or what caused it, is the server refusing to read further. */
  static boolean causes(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
      // The class belongs to the server and is not visible to applications.
      if (cause.getClass().getSimpleName().equals("MessageTooLargeException")) {
        return true;
      }
    }
    return false;
  }
}
