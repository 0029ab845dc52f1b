package org.imagineer.inference.savedmodel;

/**
 * A batch of pictures as the VAE sees them. Holds its array, it does not copy: treat the values as
 * read-only.
 *
 * @param batch N
 * @param channels C, 3: red, green, blue
 * @param height H in pixels
 * @param width W in pixels
 * @param values [N, C, H, W], flattened; about [-1, 1], not clamped
 */
public record Planes(int batch, int channels, int height, int width, float[] values) {

  /**
   * @throws IllegalArgumentException if the array's length does not match the shape
   */
  public Planes {
    if ((long) batch * channels * height * width != values.length) {
      throw new IllegalArgumentException(
          "pictures of shape [%d, %d, %d, %d] need another length than %d"
              .formatted(batch, channels, height, width, values.length));
    }
  }
}
