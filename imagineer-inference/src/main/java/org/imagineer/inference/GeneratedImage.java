package org.imagineer.inference;

import java.awt.image.BufferedImage;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;

/**
 * A finished picture and what drew it.
 *
 * @param pixels 8-bit RGB, the size the request asked for
 * @param request all that decided it, with its choices made
 * @param model name of the model package
 */
public record GeneratedImage(BufferedImage pixels, GenerationRequest request, String model) {

  /** What drew it, in words that other programs of this field understand. */
  public InfoText info() {
    return Recipe.of(request, model);
  }

  /**
   * The bytes of a PNG file that carries {@link #info}; equal for equal requests on the same
   * machine.
   */
  public byte[] png() {
    return PngFile.encode(pixels, info().text());
  }
}
