package org.imagineer.inference.lora;

import java.nio.file.Path;

/**
 * A LoRA file and how strongly it changes the model. Negative weights turn it around, 0 leaves a
 * network as it is.
 *
 * @param file a .safetensors file
 * @param unetWeight -100 .. 100, as a rule 0 .. 1
 * @param textWeight likewise, for the text encoder
 */
public record LoraUse(Path file, double unetWeight, double textWeight) {

  private static final double LARGEST = 100;

  /**
   * @throws IllegalArgumentException if a weight is out of range
   */
  public LoraUse {
    if (!(Math.abs(unetWeight) <= LARGEST) || !(Math.abs(textWeight) <= LARGEST)) {
      throw new IllegalArgumentException(
          "LoRA weights must be between -100 and 100, not %s and %s"
              .formatted(unetWeight, textWeight));
    }
  }
}
