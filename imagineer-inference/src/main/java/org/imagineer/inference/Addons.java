package org.imagineer.inference;

import org.imagineer.inference.lora.LoraFolder;
import org.imagineer.inference.text.EmbeddingFolder;

/**
 * What prompts may name beside words.
 *
 * @param loras for {@code <lora:name:weight>}
 * @param embeddings textual inversions, by their names
 */
public record Addons(LoraFolder loras, EmbeddingFolder embeddings) {

  /** Nothing at all. */
  public static final Addons NONE = new Addons(LoraFolder.NONE, EmbeddingFolder.NONE);
}
