package org.imagineer.inference;

import java.awt.image.BufferedImage;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;
import org.imagineer.inference.savedmodel.Precision;

/**
 * A finished picture and what drew it.
 *
 * @param pixels 8-bit RGB, of the request's final size
 * @param request all that decided it, with its choices made
 * @param model name of the model package
 * @param precision what the model computed in
 */
public record GeneratedImage(
    BufferedImage pixels, GenerationRequest request, String model, Precision precision) {

  /** A picture that was computed in float32. */
  public GeneratedImage(BufferedImage pixels, GenerationRequest request, String model) {
    this(pixels, request, model, Precision.FLOAT32);
  }

  /** What drew it, in words that other programs of this field understand. */
  public InfoText info() {
    return Recipe.of(this);
  }

  /**
   * The bytes of a PNG file that carries {@link #info}; equal for equal requests on the same
   * machine.
   */
  public byte[] png() {
    return PngFile.encode(pixels, info().text());
  }
}
