package org.imagineer.inference;

/**
 * What came of one of several requests; one of the two is null.
 *
 * @param image the picture
 * @param failure what {@link StableDiffusion#generate} would have thrown
 */
public record Outcome(GeneratedImage image, RuntimeException failure) {

  static Outcome of(GeneratedImage image) {
    return new Outcome(image, null);
  }

  static Outcome of(RuntimeException failure) {
    return new Outcome(null, failure);
  }

  /**
   * The picture.
   *
   * @throws RuntimeException the failure, where there is no picture
   */
  public GeneratedImage orThrow() {
    if (failure != null) {
      throw failure;
    }
    return image;
  }
}
