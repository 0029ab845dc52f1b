package org.imagineer.settings;

import org.imagineer.inference.savedmodel.ModelDescription.Recommended;

/**
 * The values a generation takes where its request gives none.
 *
 * @param steps denoising steps, 1 .. 150
 * @param width in pixels
 * @param height in pixels
 * @param guidanceScale 0 .. 30
 * @param negativePrompt may be empty, never null
 * @param scheduler a {@link org.imagineer.inference.schedule.SchedulerKind#id}
 */
public record GenerationDefaults(
    int steps,
    int width,
    int height,
    double guidanceScale,
    String negativePrompt,
    String scheduler) {

  /** These values, except where a model's package recommends others. */
  public GenerationDefaults preferring(Recommended model) {
    return new GenerationDefaults(
        given(model.steps(), steps),
        given(model.width(), width),
        given(model.height(), height),
        given(model.guidanceScale(), guidanceScale),
        given(model.negativePrompt(), negativePrompt),
        given(model.scheduler(), scheduler));
  }

  private static <T> T given(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
