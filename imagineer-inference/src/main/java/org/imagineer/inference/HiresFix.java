package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

/**
 * Draws at the request's size first, enlarges, and draws over it: large pictures with the
 * composition of a small one, which is what the model has learned.
 *
 * @param scale of width and height, above 1, up to 4; the sides become multiples of 8
 * @param strength of the second pass, 0 .. 1
 * @param steps of the second pass before strength is applied, 1 .. 150; 0 for the request's
 * @param upscaler what enlarges
 */
public record HiresFix(double scale, double strength, int steps, Upscaler upscaler) {

  /** What enlarges between the passes, by A1111's names. */
  public enum Upscaler {
    /** The latents, linearly: fast, and soft; wants a strength of 0.5 or more. */
    LATENT("Latent"),
    /** The latents, by the nearest. */
    LATENT_NEAREST("Latent (nearest-exact)"),
    /** The decoded picture, by Lanczos' window: faithful at low strengths. */
    PIXELS("Lanczos");

    private final String label;

    Upscaler(String label) {
      this.label = label;
    }

    /** The name in PNG parameters. */
    public String label() {
      return label;
    }
  }

  /**
   * @throws IllegalArgumentException naming the value out of its range
   */
  public HiresFix {
    require(scale > 1 && scale <= 4, "The hires scale must be above 1 and at most 4");
    require(strength >= 0 && strength <= 1, "The hires strength must be between 0 and 1");
    require(steps >= 0 && steps <= 150, "The hires steps must be between 0 and 150");
    upscaler = upscaler == null ? Upscaler.LATENT : upscaler;
  }

  /** A side after enlarging. */
  int side(int pixels) {
    return (int) Math.round(pixels * scale / 8) * 8;
  }

  boolean fits(int width, int height) {
    return GenerationRequest.side(side(width)) && GenerationRequest.side(side(height));
  }

  /** Steps of the second pass before strength is applied. */
  int stepsFor(int requestSteps) {
    return steps == 0 ? requestSteps : steps;
  }

  /** Steps of the second pass that are done. */
  int stepsOf(int requestSteps) {
    return InitImage.stepsOf(stepsFor(requestSteps), strength);
  }
}
