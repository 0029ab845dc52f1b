package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much can still be written. */
@FunctionalInterface
public interface FreeSpace {

  /** What the file system says. */
  FreeSpace ON_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

  /**
   * @param folder one that exists
   * @return bytes left for files in it
   */
  long bytes(Path folder) throws IOException;
}
