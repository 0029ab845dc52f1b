package org.imagineer.inference.bench;

import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.savedmodel.ModelDescription;

/**
 * What is measured, and how often.
 *
 * @param request the picture: its size, and a number of steps that is measured beside 20
 * @param warmup runs of each part before those that count, 0 .. 100
 * @param runs of each part that count, 1 .. 1000
 */
public record BenchOptions(GenerationRequest request, int warmup, int runs) {

  /** The usual side of a picture of Stable Diffusion 1.x. */
  private static final int SIDE = 512;

  /** Larger pictures are decoded in tiles, which are no measure of the decoder. */
  private static final int MOST_PIXELS = 1024 * 1024;

  /**
   * @throws IllegalArgumentException naming the first value out of its range
   */
  public BenchOptions {
    require(warmup >= 0 && warmup <= 100, "--warmup must be between 0 and 100");
    require(runs >= 1 && runs <= 1000, "--runs must be between 1 and 1000");
    require(
        request.width() * request.height() <= MOST_PIXELS,
        "bench measures pictures of up to 1024x1024 pixels, not %dx%d: larger ones are decoded in tiles"
            .formatted(request.width(), request.height()));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The picture to draw: DPM++ 2M, which asks the UNet once a step, with guidance.
   *
   * @param steps 1 .. 150
   * @param width in pixels; null for what the model recommends, else 512
   * @param height likewise
   * @throws IllegalArgumentException if a value is out of range
   */
  public static GenerationRequest picture(
      int steps, Integer width, Integer height, ModelDescription.Recommended recommended) {
    return GenerationRequest.of("a sunset over mountains")
        .with(
            draft ->
                draft
                    .seed(7)
                    .steps(steps)
                    .guidanceScale(7.5)
                    .width(side(width, recommended.width()))
                    .height(side(height, recommended.height())));
  }

  private static int side(Integer asked, Integer recommended) {
    return asked != null ? asked : recommended != null ? recommended : SIDE;
  }
}
