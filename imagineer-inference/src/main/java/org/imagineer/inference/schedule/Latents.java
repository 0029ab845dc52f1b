package org.imagineer.inference.schedule;

import java.util.Arrays;

/**
 * A batch of latents (or of noise of their shape) in NCHW order. Holds its array, it does not copy:
 * treat the values as read-only once handed on.
 *
 * @param batch N
 * @param channels C, 4 in Stable Diffusion 1.x
 * @param height H, pixels / 8
 * @param width W, pixels / 8
 * @param values [N, C, H, W], flattened
 */
public record Latents(int batch, int channels, int height, int width, float[] values) {

  /**
   * @throws IllegalArgumentException if the array's length does not match the shape
   */
  public Latents {
    if ((long) batch * channels * height * width != values.length) {
      throw new IllegalArgumentException(
          "latents of shape [%d, %d, %d, %d] need another length than %d"
              .formatted(batch, channels, height, width, values.length));
    }
  }

  /** The same shape around other values. */
  public Latents with(float[] other) {
    return new Latents(batch, channels, height, width, other);
  }

  /** a * x + b * y, rounded once to float32. */
  public static Latents sum(double a, Latents x, double b, Latents y) {
    float[] values = new float[x.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (a * x.values[i] + b * y.values[i]);
    }
    return x.with(values);
  }

  /** The terms, each times its weight, rounded once to float32; as many weights as terms. */
  static Latents sum(double[] weights, Latents... terms) {
    float[] values = new float[terms[0].values.length];
    for (int i = 0; i < values.length; i++) {
      double sum = 0;
      for (int j = 0; j < terms.length; j++) {
        sum += weights[j] * terms[j].values[i];
      }
      values[i] = (float) sum;
    }
    return terms[0].with(values);
  }

  /** Each value clamped to -range .. range. */
  Latents clamped(float range) {
    float[] clamped = new float[values.length];
    for (int i = 0; i < clamped.length; i++) {
      clamped[i] = Math.min(range, Math.max(-range, values[i]));
    }
    return with(clamped);
  }

  /** Each value times a factor. */
  public Latents times(double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * values[i]);
    }
    return with(scaled);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latents that
        && batch == that.batch
        && channels == that.channels
        && height == that.height
        && width == that.width
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Latents[" + batch + ", " + channels + ", " + height + ", " + width + "]";
  }
}
