package org.imagineer.inference.savedmodel;

/** Follows a conversion, on the thread that converts. */
@FunctionalInterface
public interface ConversionProgress {

  /** Follows nothing. */
  ConversionProgress NONE = (stage, done, total) -> {};

  /**
   * More is done.
   *
   * @param stage what is being worked on, such as {@code unet}
   * @param done bytes of weights read so far
   * @param total bytes of weights to read
   */
  void progress(String stage, long done, long total);
}
