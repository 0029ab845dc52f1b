package org.imagineer.inference;

import org.imagineer.inference.image.LatentPreview;
import org.imagineer.inference.schedule.Latents;

/** Passes steps on, and pictures of the latents to those who want them; ends what is cancelled. */
final class GenerationProgress implements DenoisingLoop.Follower {

  private final GenerationListener listener;
  private final float[][] previewFactors;
  private int done;
  private int expected;

  /**
   * @param previewFactors the model's; null for those of Stable Diffusion 1.x
   */
  GenerationProgress(GenerationListener listener, float[][] previewFactors) {
    this.listener = listener;
    this.previewFactors =
        previewFactors == null ? LatentPreview.STABLE_DIFFUSION_1 : previewFactors;
  }

  /** How many model calls there will be, in all passes together. */
  void expect(int calls) {
    expected = calls;
  }

  @Override
  public void after(int call, int total, Latents sample) {
    listener.step(++done, expected);
    if (listener.wantsPreview()) {
      listener.preview(LatentPreview.of(sample, previewFactors));
    }
  }

  @Override
  public void beforeStep() {
    if (listener.cancelled()) {
      throw new GenerationCancelledException();
    }
  }
}
