package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Layer norm (Ba et al. 2016, arXiv:1607.06450) and group norm (Wu and He 2018, arXiv:1803.08494).
 * Means and variances are float32 whatever the activations are.
 */
final class Norms<T extends TNumber> {

  private final Layers<T> layers;
  private final Ops tf;

  Norms(Layers<T> layers) {
    this.layers = layers;
    tf = layers.tf();
  }

  /** Normalises each row. x [R, C] -> [R, C]. */
  Operand<T> layerNorm(Weights w, Operand<T> x, int channels, float eps) {
    if (layers.style().fused()) {
      OperationBuilder norm = tf.scope().opBuilder("_MklLayerNorm", "layer_norm");
      norm.addInput(x.asOutput());
      norm.addInput(layers.weight(w.get("weight", channels), x).asOutput());
      norm.addInput(layers.weight(w.get("bias", channels), x).asOutput());
      norm.setAttr("epsilon", eps);
      return norm.build().output(0); // [R, C]
    }
    Operand<TFloat32> wide = layers.cast(x, TFloat32.class); // [R, C]
    Operand<TFloat32> centred = tf.math.sub(wide, mean(wide, 1)); // [R, C]
    Operand<TFloat32> variance = mean(tf.math.square(centred), 1); // [R, 1]
    Operand<TFloat32> scaled = tf.math.mul(centred, inverseRoot(variance, eps)); // [R, C]
    return layers.computed(
        tf.math.add(
            tf.math.mul(scaled, wide(w, "weight", x, channels)),
            wide(w, "bias", x, channels))); // [R, C]
  }

  /**
   * Normalises each group of channels of each image. x [B, h, w, C] -> the same. Means are taken
   * along rows, then columns, then channels: short sums keep float32 exact, and no large tensor is
   * reshaped.
   */
  Operand<T> groupNorm(Weights w, Operand<T> x, int channels, int groups, float eps) {
    Operand<TFloat32> wide = layers.cast(x, TFloat32.class); // [B, h, w, C]
    Operand<TFloat32> mean = groupMean(wide, channels, groups); // [B, 1, 1, C]
    Operand<TFloat32> weight = wide(w, "weight", x, channels);
    Operand<TFloat32> bias = wide(w, "bias", x, channels);
    if (layers.style().type() == TFloat32.class) {
      Operand<TFloat32> centred = tf.math.sub(wide, mean); // [B, h, w, C]
      Operand<TFloat32> variance =
          groupMean(tf.math.square(centred), channels, groups); // [B, 1, 1, C]
      Operand<TFloat32> scale = tf.math.mul(inverseRoot(variance, eps), weight); // [B, 1, 1, C]
      return layers.computed(tf.math.add(tf.math.mul(centred, scale), bias)); // [B, h, w, C]
    }
    // Of rounded activations, E[x^2] - E[x]^2 is exact enough, and a pass over them less.
    Operand<TFloat32> variance =
        tf.math.sub(
            groupMean(tf.math.square(wide), channels, groups),
            tf.math.square(mean)); // [B, 1, 1, C]
    Operand<TFloat32> scale =
        tf.math.mul(
            inverseRoot(tf.math.maximum(variance, tf.constant(0f)), eps), weight); // [B, 1, 1, C]
    Operand<TFloat32> shift = tf.math.sub(bias, tf.math.mul(mean, scale)); // [B, 1, 1, C]
    return layers.computed(tf.math.add(tf.math.mul(wide, scale), shift)); // [B, h, w, C]
  }

  private Operand<TFloat32> wide(Weights w, String name, Operand<T> beside, int channels) {
    return tf.withControlDependencies(beside)
        .dtypes
        .cast(w.get(name, channels), TFloat32.class); // [C]
  }

  /** x [B, h, w, C] -> [B, 1, 1, C], equal for all channels of a group. */
  private Operand<TFloat32> groupMean(Operand<TFloat32> x, int channels, int groups) {
    int size = channels / groups;
    Operand<TFloat32> each = mean(mean(x, 2), 1); // [B, 1, 1, C]
    Operand<TFloat32> grouped =
        mean(tf.reshape(each, tf.constant(new int[] {-1, groups, size})), 2); // [B, G, 1]
    Operand<TFloat32> spread = tf.tile(grouped, tf.constant(new int[] {1, 1, size})); // [B, G, C/G]
    return tf.reshape(spread, tf.constant(new int[] {-1, 1, 1, channels})); // [B, 1, 1, C]
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x, int axis) {
    return tf.math.mean(x, tf.constant(new int[] {axis}), Mean.keepDims(true));
  }

  private Operand<TFloat32> inverseRoot(Operand<TFloat32> variance, float eps) {
    return tf.math.rsqrt(tf.math.add(variance, tf.constant(eps)));
  }
}
