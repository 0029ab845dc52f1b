package org.imagineer.inference.checkpoint;

/** Follows a download, on the thread that downloads. */
@FunctionalInterface
public interface DownloadProgress {

  /** Follows nothing. */
  DownloadProgress NONE = (file, done, total) -> {};

  /**
   * More is done, or less where a file had to be begun anew.
   *
   * @param file what is being fetched
   * @param done bytes of all files that are here
   * @param total bytes of all files
   */
  void progress(String file, long done, long total);
}
