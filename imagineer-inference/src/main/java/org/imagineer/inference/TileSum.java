package org.imagineer.inference;

/**
 * Puts weighted tiles together: planes of one picture, of which each position becomes the mean of
 * the tiles that cover it.
 */
final class TileSum {

  private final int channels;
  private final VaeTiles rows;
  private final VaeTiles columns;
  private final int scale;
  private final int width;
  private final int plane;
  private final float[] sums;
  private final float[] weights;

  /**
   * @param scale positions per latent: 8 for pictures, 1 for latents
   */
  TileSum(int channels, VaeTiles rows, VaeTiles columns, int scale) {
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.scale = scale;
    width = columns.length() * scale;
    plane = width * rows.length() * scale;
    sums = new float[channels * plane];
    weights = new float[plane];
  }

  /** Adds a tile [channels, size, size] that begins at these latents. */
  void add(int top, int left, float[] tile) {
    int tileWidth = columns.size() * scale;
    int tileHeight = rows.size() * scale;
    for (int y = 0; y < tileHeight; y++) {
      float vertical = rows.weight(top, y, scale);
      int row = (top * scale + y) * width + left * scale;
      for (int x = 0; x < tileWidth; x++) {
        float weight = vertical * columns.weight(left, x, scale);
        weights[row + x] += weight;
        for (int c = 0; c < channels; c++) {
          sums[c * plane + row + x] += weight * tile[(c * tileHeight + y) * tileWidth + x];
        }
      }
    }
  }

  /** [channels, height, width]. */
  float[] mean() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sums[i] / weights[i % plane];
    }
    return mean;
  }
}
