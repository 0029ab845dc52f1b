package org.imagineer.inference;

import java.util.List;
import java.util.Optional;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.schedule.SamplerOptions;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.inference.text.LoraTags;
import org.imagineer.inference.text.PromptChoices;
import org.imagineer.inference.text.PromptSyntax;

/**
 * What requests share that can be drawn in one batch ({@link StableDiffusion#generateTogether}).
 * Prompts, seeds, guidance scales, clip skips, variations and the tiling of the VAE are each
 * picture's own.
 *
 * @param toldGuidance the guidance scale that the network is told; 1 where it is told none
 * @param width in pixels
 * @param height in pixels
 * @param tags LoRAs that the prompt names, in its order
 * @param loras LoRAs beside those
 */
public record BatchShape(
    int width,
    int height,
    int steps,
    SchedulerKind scheduler,
    SamplerOptions sampler,
    GuidanceInterval guidanceInterval,
    int deepCacheInterval,
    double tokenMerging,
    double toldGuidance,
    List<LoraTags.Use> tags,
    List<LoraUse> loras) {

  /** Copies the lists. */
  public BatchShape {
    tags = List.copyOf(tags);
    loras = List.copyOf(loras);
  }

  /**
   * A request's shape.
   *
   * @param embedsGuidance whether the network is told the guidance scale, which then is one for all
   *     pictures: {@link org.imagineer.inference.savedmodel.LoadedModel#embedsGuidance}
   * @return none if its picture must be drawn alone: it begins with another picture or has two
   *     passes, or its prompt cannot be understood
   */
  public static Optional<BatchShape> of(GenerationRequest request, boolean embedsGuidance) {
    if (request.initImage() != null || request.hires() != null) {
      return Optional.empty();
    }
    return tags(request)
        .map(
            tags ->
                new BatchShape(
                    request.width(),
                    request.height(),
                    request.steps(),
                    request.scheduler(),
                    request.sampler(),
                    request.guidanceInterval(),
                    request.deepCacheInterval(),
                    request.tokenMerging(),
                    embedsGuidance ? request.guidanceScale() : 1,
                    tags,
                    request.loras()));
  }

  private static Optional<List<LoraTags.Use>> tags(GenerationRequest request) {
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      return Optional.of(List.of());
    }
    try {
      String prompt = PromptChoices.resolve(request.prompt(), request.seed());
      return Optional.of(LoraTags.of(prompt).uses());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // drawn alone, it says what is wrong
    }
  }
}
