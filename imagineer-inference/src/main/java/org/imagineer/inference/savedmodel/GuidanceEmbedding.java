package org.imagineer.inference.savedmodel;

/**
 * How latent consistency models are told the guidance scale (Luo et al. 2023, arXiv:2310.04378,
 * section 4.2): sinusoids, as of a timestep.
 *
 * <pre>sin(1000 (scale - 1) f_i), then cos(1000 (scale - 1) f_i),   f_i = 10000^(-i / (n/2 - 1))
 * </pre>
 */
final class GuidanceEmbedding {

  private static final double LONGEST_PERIOD = 10_000;
  private static final float STRETCH = 1000;

  private GuidanceEmbedding() {}

  /**
   * The embedding, once for each sample.
   *
   * @param width n, even and at least 4
   * @return [batch, n], flattened
   */
  static float[] of(double scale, int width, int batch) {
    int half = width / 2;
    float[] all = new float[batch * width];
    for (int i = 0; i < half; i++) {
      float frequency = (float) Math.exp(-Math.log(LONGEST_PERIOD) * i / (half - 1));
      float angle = (float) (scale - 1) * STRETCH * frequency; // rounded as the reference rounds it
      for (int first = 0; first < all.length; first += width) {
        all[first + i] = (float) Math.sin(angle);
        all[first + half + i] = (float) Math.cos(angle);
      }
    }
    return all;
  }
}
