package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Means and variances of the groups of channels of each image, for halves: sums are float32, a part
 * of the image at a time, so that the widened part stays in the processor's cache. Of rounded
 * activations E[x^2] - E[x]^2 is exact enough.
 */
final class GroupStatistics<T extends TNumber> {

  /** Activations that are widened at a time. */
  private static final long PART = 1 << 21;

  private final Operand<TFloat32> mean;
  private final Operand<TFloat32> variance;

  /**
   * @param x [B, h, w, C]
   */
  GroupStatistics(Layers<T> layers, Operand<T> x, int channels, int groups) {
    Ops tf = layers.tf();
    int parts = parts(x);
    Operand<T> rows =
        tf.reshape(
            x,
            tf.stack(
                List.of(
                    tf.math.mul(layers.batch(x), tf.constant(parts)),
                    tf.constant(-1),
                    tf.constant(channels)))); // [B*parts, n, C]
    List<Operand<TFloat32>> means = new ArrayList<>();
    List<Operand<TFloat32>> squares = new ArrayList<>();
    Op last = rows;
    int images = parts == 1 ? 1 : Math.toIntExact(x.shape().get(0));
    for (Operand<T> part : layers.split(rows, 0, images * parts)) {
      Operand<TFloat32> wide =
          tf.withControlDependencies(last).dtypes.cast(part, TFloat32.class); // [1, n, C]
      means.add(mean(tf, wide)); // [1, 1, C]
      Operand<TFloat32> square = mean(tf, tf.math.square(wide)); // [1, 1, C]
      squares.add(square);
      last = square;
    }
    mean = overall(layers, means, parts, channels, groups); // [B, 1, 1, C]
    variance =
        tf.math.maximum(
            tf.math.sub(overall(layers, squares, parts, channels, groups), tf.math.square(mean)),
            tf.constant(0f)); // [B, 1, 1, C]
  }

  /** [B, 1, 1, C], equal for all channels of a group. */
  Operand<TFloat32> mean() {
    return mean;
  }

  /** [B, 1, 1, C], equal for all channels of a group. */
  Operand<TFloat32> variance() {
    return variance;
  }

  /** Of each image: a divisor of its height, so that parts are equal. */
  private int parts(Operand<T> x) {
    long[] shape = x.shape().asArray();
    if (x.shape().hasUnknownDimension()) {
      return 1;
    }
    int parts = 1;
    while (parts < shape[1]
        && (shape[1] % parts > 0 || shape[1] * shape[2] * shape[3] / parts > PART)) {
      parts++;
    }
    return parts;
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(new int[] {1}), Mean.keepDims(true));
  }

  /** Parts [1, 1, C] each -> [B, 1, 1, C]. */
  private static <T extends TNumber> Operand<TFloat32> overall(
      Layers<T> layers, List<Operand<TFloat32>> all, int parts, int channels, int groups) {
    Ops tf = layers.tf();
    Operand<TFloat32> joined = layers.concat(all, 0); // [B*parts, 1, C]
    Operand<TFloat32> perImage =
        mean(tf, tf.reshape(joined, tf.constant(new int[] {-1, parts, channels}))); // [B, 1, C]
    return layers.perGroup(perImage, channels, groups); // [B, 1, 1, C]
  }
}
