package org.imagineer.inference.savedmodel;

/**
 * The best rate at which TensorFlow multiplies square matrices on a device: what the networks can
 * be measured against, since nearly all of their operations are such products.
 *
 * @param size of the matrices that were multiplied fastest, rows and columns
 * @param flopsPerSecond floating point operations in a second, two for each multiplication with its
 *     addition
 */
public record MatrixRate(int size, double flopsPerSecond) {

  private static final int SMALLEST = 256;
  private static final int LARGEST = 8192;

  /** No product is tried that would take longer, in seconds. */
  private static final double LONGEST = 0.5;

  private static final int RUNS = 3;

  /** Small products are repeated for so long. */
  private static final double SECONDS = 0.3;

  /**
   * Measures. Takes some seconds on a CPU.
   *
   * @param device that multiplies; must be available
   * @param precision of the matrices; sums are the device's own matter
   */
  public static MatrixRate measure(Device device, Precision precision) {
    MatrixRate best = measure(device, precision, SMALLEST);
    for (int size = 2 * SMALLEST; size <= LARGEST; size *= 2) {
      if (flops(size) / best.flopsPerSecond > LONGEST) {
        break;
      }
      best = best.orBetter(measure(device, precision, size));
    }
    return best;
  }

  /** The higher of two rates. */
  public MatrixRate orBetter(MatrixRate other) {
    return other.flopsPerSecond > flopsPerSecond ? other : this;
  }

  private static MatrixRate measure(Device device, Precision precision, int size) {
    try (TimedGraph product = TimedGraph.product(precision, size, device)) {
      return new MatrixRate(size, flops(size) / product.bestSeconds(RUNS, SECONDS));
    }
  }

  private static double flops(int size) {
    return 2.0 * size * size * size;
  }
}
