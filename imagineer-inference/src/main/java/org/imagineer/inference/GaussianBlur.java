package org.imagineer.inference;

/**
 * A Gaussian, cut off where it is next to nothing; one side after the other.
 *
 * <pre>y[i] = sum over j of k[j] * x[i + j],   k[j] ~ exp(-j^2 / (2 sigma^2)),   |j| &lt;= 3 sigma
 * </pre>
 *
 * Beyond the borders the outermost values go on.
 */
final class GaussianBlur {

  private final int reach;
  private final double[] kernel;

  /**
   * @param sigma above 0, in pixels
   */
  GaussianBlur(double sigma) {
    reach = (int) Math.ceil(3 * sigma);
    kernel = new double[2 * reach + 1];
    double sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = Math.exp(-i * i / (2 * sigma * sigma));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
  }

  /** A plane [height, width], blurred. */
  float[] of(float[] plane, int width, int height) {
    return along(along(plane, width, height, 1, 0), width, height, 0, 1);
  }

  private float[] along(float[] plane, int width, int height, int right, int down) {
    float[] blurred = new float[plane.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
          int column = Math.min(width - 1, Math.max(0, x + i * right));
          int row = Math.min(height - 1, Math.max(0, y + i * down));
          sum += kernel[i + reach] * plane[row * width + column];
        }
        blurred[y * width + x] = (float) sum;
      }
    }
    return blurred;
  }
}
