package org.imagineer.inference;

import java.awt.image.BufferedImage;

/** Follows one generation, on the thread that draws. All methods return quickly. */
public interface GenerationListener {

  /** Follows nothing and never cancels. */
  GenerationListener NONE = new GenerationListener() {};

  /**
   * A denoising step is done.
   *
   * @param step 1 .. total
   * @param total model calls of this generation: PNDM makes one more than it has steps, and some
   *     samplers make two per step
   */
  default void step(int step, int total) {}

  /** Whether {@link #preview} should be called after the step that has just been reported. */
  default boolean wantsPreview() {
    return false;
  }

  /** A rough picture of the latents, one pixel per latent (an eighth of the size each way). */
  default void preview(BufferedImage preview) {}

  /** Asked before every step and before decoding; true ends the generation. */
  default boolean cancelled() {
    return false;
  }
}
