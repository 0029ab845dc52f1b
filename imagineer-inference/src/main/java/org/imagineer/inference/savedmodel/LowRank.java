package org.imagineer.inference.savedmodel;

/**
 * A change of one weight as a product of two thin matrices: delta = up down. Holds its arrays, it
 * does not copy: treat the values as read-only.
 *
 * @param rank R, at least 1
 * @param up [out, R], flattened
 * @param down [R, in] for a linear layer, [R, in * height * width] for a convolution, flattened
 */
public record LowRank(int rank, float[] up, float[] down) {

  /**
   * @throws IllegalArgumentException if an array's length is no multiple of the rank
   */
  public LowRank {
    if (rank < 1 || up.length % rank != 0 || down.length % rank != 0) {
      throw new IllegalArgumentException(
          "a change of rank %d cannot have %d and %d values"
              .formatted(rank, up.length, down.length));
    }
  }
}
