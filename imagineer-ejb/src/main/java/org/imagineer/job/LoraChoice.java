package org.imagineer.job;

import org.imagineer.model.Lora;
import org.imagineer.model.LoraCatalog;

/**
 * A LoRA that somebody asks for, by its name or by its file.
 *
 * @param name its own or that of its folder; null if it is asked for by its file
 * @param path of its file, relative to the LoRA folder; null if it is asked for by its name
 * @param weight -2 .. 2; 1 when null
 */
public record LoraChoice(String name, String path, Double weight) {

  private static final double USUAL_WEIGHT = 1;

  /** By its name or that of its folder. */
  public static LoraChoice named(String name, Double weight) {
    return new LoraChoice(name, null, weight);
  }

  /** By its file. */
  public static LoraChoice at(String path, Double weight) {
    return new LoraChoice(null, path, weight);
  }

  /** The field of a request that it comes from. */
  String field() {
    return path == null ? "loras" : "lora_paths";
  }

  /** The field of a request that its weight comes from. */
  String weightField() {
    return path == null ? "loras" : "lora_weights";
  }

  /**
   * What it stands for.
   *
   * @throws IllegalArgumentException if it is not among the LoRAs that are there; the message is
   *     for whoever asked
   */
  JobLora among(LoraCatalog loras) {
    Lora lora = path == null ? loras.named(name) : loras.at(path);
    return new JobLora(lora.name(), lora.path(), weight == null ? USUAL_WEIGHT : weight);
  }
}
