package org.imagineer.inference;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;

/**
 * A finished picture and what drew it.
 *
 * @param pixels 8-bit RGB, the size the request asked for
 * @param request all that decided it
 * @param model name of the model package
 */
public record GeneratedImage(BufferedImage pixels, GenerationRequest request, String model) {

  /** What drew it, in words that other programs of this field understand. */
  public InfoText info() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Steps", Integer.toString(request.steps()));
    settings.put("Sampler", request.scheduler().label());
    settings.put(
        "CFG scale",
        BigDecimal.valueOf(request.guidanceScale()).stripTrailingZeros().toPlainString());
    settings.put("Seed", Long.toString(request.seed()));
    settings.put("Size", request.width() + "x" + request.height());
    settings.put("Model", model);
    if (request.clipSkip() > 1) {
      settings.put("Clip skip", Integer.toString(request.clipSkip()));
    }
    settings.put("Version", "Imagineer");
    return new InfoText(request.prompt(), request.negativePrompt(), settings);
  }

  /**
   * The bytes of a PNG file that carries {@link #info}; equal for equal requests on the same
   * machine.
   */
  public byte[] png() {
    return PngFile.encode(pixels, info().text());
  }
}
