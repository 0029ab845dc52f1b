package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out before something is written whether it will fit. */
final class Space {

  private static final long SLACK = 64L << 20;

  private Space() {}

  /**
   * @param place where the bytes go, below a folder that exists
   * @throws DownloadException if there is not enough space for them
   */
  static void require(FreeSpace free, long bytes, Path place) throws IOException {
    Path folder = place.toAbsolutePath();
    while (!Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    long left = free.bytes(folder);
    if (left < bytes + SLACK) {
      throw new DownloadException(
          "not enough space: %d MB are to be fetched, %s has %d MB left"
              .formatted(bytes + SLACK >> 20, folder, left >> 20));
    }
  }
}
