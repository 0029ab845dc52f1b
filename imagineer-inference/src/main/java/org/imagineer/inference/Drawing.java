package org.imagineer.inference;

import java.awt.image.BufferedImage;
import java.util.List;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;
import org.imagineer.inference.text.LoraTags;
import org.imagineer.inference.text.PromptChoices;
import org.imagineer.inference.text.PromptSyntax;

/**
 * A picture that is about to be drawn.
 *
 * @param chosen the request with its choices made
 * @param tags of its prompt
 */
record Drawing(GenerationRequest chosen, LoraTags tags, GenerationProgress progress) {

  /**
   * Makes the choices of a request.
   *
   * @throws GenerationCancelledException if nobody wants it any more
   * @throws IllegalArgumentException if its prompts cannot be understood
   */
  static Drawing of(GenerationRequest request, GenerationProgress progress) {
    GenerationRequest chosen = choicesMade(request);
    progress.beforeStep();
    return new Drawing(chosen, tags(chosen), progress);
  }

  /** The request as it is drawn: without tags. */
  GenerationRequest drawn() {
    return chosen.withPrompt(tags.text());
  }

  /** The finished picture. */
  GeneratedImage finished(BufferedImage pixels, LoadedModel model) {
    return new GeneratedImage(pixels, chosen, model.model().name(), model.precision());
  }

  /** What to tell whoever asked for it when memory is short. */
  NotEnoughMemoryException tooLarge(OutOfDeviceMemoryException lack) {
    return new NotEnoughMemoryException(
        lack.device(), chosen.finalWidth(), chosen.finalHeight(), lack);
  }

  private static GenerationRequest choicesMade(GenerationRequest request) {
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      return request;
    }
    return request
        .withPrompt(PromptChoices.resolve(request.prompt(), request.seed()))
        .withNegativePrompt(PromptChoices.resolve(request.negativePrompt(), request.seed()));
  }

  private static LoraTags tags(GenerationRequest request) {
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      return new LoraTags(request.prompt(), List.of());
    }
    if (!LoraTags.of(request.negativePrompt()).uses().isEmpty()) {
      throw new IllegalArgumentException(
          "LoRA tags belong into the prompt, not the negative prompt; a negative weight turns a LoRA around");
    }
    return LoraTags.of(request.prompt());
  }
}
