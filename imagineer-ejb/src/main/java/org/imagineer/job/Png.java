package org.imagineer.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;

/** A drawn picture as a PNG file that says what drew it. */
final class Png {

  private Png() {}

  static byte[] of(GeneratedImage picture) {
    return PngFile.encode(picture.pixels(), infoText(picture).text());
  }

  private static InfoText infoText(GeneratedImage picture) {
    GenerationRequest request = picture.request();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Steps", String.valueOf(request.steps()));
    settings.put("Sampler", request.scheduler().label());
    settings.put("CFG scale", String.valueOf(request.guidanceScale()));
    settings.put("Seed", String.valueOf(request.seed()));
    settings.put("Size", request.width() + "x" + request.height());
    settings.put("Model", picture.model());
    if (request.clipSkip() > 1) {
      settings.put("Clip skip", String.valueOf(request.clipSkip()));
    }
    return new InfoText(request.prompt(), request.negativePrompt(), settings);
  }
}
