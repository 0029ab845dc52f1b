package org.imagineer.inference.savedmodel;

/**
 * What the text encoder makes of prompts. Holds its array, it does not copy: treat the values as
 * read-only.
 *
 * @param batch number of prompts, B
 * @param tokens of each, L
 * @param channels D
 * @param values [B, L, D], flattened
 */
public record TextEmbeddings(int batch, int tokens, int channels, float[] values) {

  /**
   * @throws IllegalArgumentException if the array's length does not match the shape
   */
  public TextEmbeddings {
    if ((long) batch * tokens * channels != values.length) {
      throw new IllegalArgumentException(
          "embeddings of shape [%d, %d, %d] need another length than %d"
              .formatted(batch, tokens, channels, values.length));
    }
  }
}
