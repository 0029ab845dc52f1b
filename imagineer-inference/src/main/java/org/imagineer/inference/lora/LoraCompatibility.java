package org.imagineer.inference.lora;

import java.nio.file.Path;
import java.util.Optional;
import org.imagineer.inference.checkpoint.CheckpointException;

/**
 * Whether LoRA files can be merged into a model, as far as their headers tell: a file that passes
 * may still change layers which the model does not have.
 */
public final class LoraCompatibility {

  private LoraCompatibility() {}

  /**
   * Why a file cannot be merged.
   *
   * @param contextWidth channels of a token's embedding in the model, 768 in Stable Diffusion 1.x
   * @return a sentence that begins with the file's path; empty if nothing speaks against the file
   */
  public static Optional<String> problem(Path file, int contextWidth) {
    try (LoraFile lora = LoraFile.open(file)) {
      lora.requireContextWidth(contextWidth);
      return Optional.empty();
    } catch (CheckpointException e) {
      return Optional.of(e.getMessage());
    }
  }
}
