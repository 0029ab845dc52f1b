package org.imagineer.inference.checkpoint;

import java.io.IOException;

/** A download failed for a reason that does not go away by trying again at once. */
final class DownloadException extends IOException {

  private static final long serialVersionUID = 1L;

  DownloadException(String message) {
    super(message);
  }

  DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
