package org.imagineer.web.settings;

import jakarta.json.bind.annotation.JsonbProperty;
import org.imagineer.settings.GenerationDefaults;

/** What a request gets where it says nothing, and what it may say. No paths, no nulls. */
public record ConfigView(Generation generation, Model model, Limits limits) {

  /** The values in force for the default model. */
  public record Generation(
      int steps,
      double guidanceScale,
      int width,
      int height,
      String negativePrompt,
      int batchSize,
      int numImages,
      String scheduler) {}

  /** The model of requests that name none. */
  public record Model(@JsonbProperty("default") String usual) {}

  /** The ranges of section 4.1; sides are in pixels and multiples of {@code sideMultiple}. */
  public record Limits(
      int promptChars,
      long seedMax,
      int stepsMax,
      int sideMin,
      int sideMax,
      int sideMultiple,
      int guidanceScaleMax,
      int numImagesMax,
      int clipSkipMax,
      int bodyBytesMax) {}

  /** The view of these defaults. */
  public static ConfigView of(GenerationDefaults defaults, String model, Limits limits) {
    return new ConfigView(
        new Generation(
            defaults.steps(),
            defaults.guidanceScale(),
            defaults.width(),
            defaults.height(),
            defaults.negativePrompt(),
            1,
            1,
            defaults.scheduler()),
        new Model(model),
        limits);
  }
}
