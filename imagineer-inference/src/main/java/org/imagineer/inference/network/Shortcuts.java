package org.imagineer.inference.network;

/**
 * What a layout of the UNet leaves out, for speed. It then computes something else, near to what
 * the exact network does.
 *
 * @param mergedTokens how many tokens of each image the self-attention of the finest level leaves
 *     out, see {@link TokenMerging}: 0 for none, up to {@link #mostMerged}
 */
public record Shortcuts(int mergedTokens) {

  /** The exact network. */
  public static final Shortcuts NONE = new Shortcuts(0);

  /**
   * Merging a share of the tokens, as far as there are so many to merge.
   *
   * @param ratio 0 .. 1
   * @param height of the latents
   * @param width of the latents
   */
  public static Shortcuts merging(double ratio, int height, int width) {
    return new Shortcuts(Math.min((int) (ratio * height * width), mostMerged(height, width)));
  }

  /** All tokens but one of each window of 2x2. */
  static int mostMerged(int height, int width) {
    return height * width - (height + 1) / 2 * ((width + 1) / 2);
  }
}
