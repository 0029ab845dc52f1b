package org.imagineer.inference.network;

import java.util.List;
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
   * Normalises each group of channels of each image, x [B, h, w, C] -> the same.
   *
   * @param silu whether x * sigmoid(x) follows
   */
  Operand<T> groupNorm(Weights w, Operand<T> x, int channels, int groups, float eps, boolean silu) {
    Operand<TFloat32> weight = wide(w, "weight", x, channels);
    Operand<TFloat32> bias = wide(w, "bias", x, channels);
    if (layers.style().type() != TFloat32.class) {
      GroupStatistics<T> found = new GroupStatistics<>(layers, x, channels, groups);
      Operand<TFloat32> scale =
          tf.math.mul(inverseRoot(found.variance(), eps), weight); // [B, 1, 1, C]
      Operand<TFloat32> shift = tf.math.sub(bias, tf.math.mul(found.mean(), scale)); // [B, 1, 1, C]
      return scaled(x, scale, shift, silu); // [B, h, w, C]
    }
    Operand<TFloat32> wide = layers.cast(x, TFloat32.class); // [B, h, w, C]
    Operand<TFloat32> centred =
        tf.math.sub(wide, groupMean(wide, channels, groups)); // [B, h, w, C]
    Operand<TFloat32> variance =
        groupMean(tf.math.square(centred), channels, groups); // [B, 1, 1, C]
    Operand<TFloat32> scale = tf.math.mul(inverseRoot(variance, eps), weight); // [B, 1, 1, C]
    Operand<T> normed =
        layers.computed(tf.math.add(tf.math.mul(centred, scale), bias)); // [B, h, w, C]
    return silu ? layers.silu(normed) : normed;
  }

  /** x * scale + shift, and perhaps SiLU, in float32 within. x [B, h, w, C] -> the same. */
  private Operand<T> scaled(
      Operand<T> x, Operand<TFloat32> scale, Operand<TFloat32> shift, boolean silu) {
    Compiled.Body<T> body =
        (ops, y, others) -> {
          Layers<T> inner = new Layers<>(ops, layers.style());
          Operand<TFloat32> moved =
              ops.math.add(
                  ops.math.mul(
                      inner.cast(y, TFloat32.class),
                      others.get(0).asOutput().expect(TFloat32.class)),
                  others.get(1).asOutput().expect(TFloat32.class)); // [B, h, w, C]
          return inner.computed(
              silu ? ops.math.mul(moved, ops.math.sigmoid(moved)) : moved); // [B, h, w, C]
        };
    return layers.style().compiled()
        ? new Compiled(tf, silu ? "norm_silu" : "norm").call(x, List.of(scale, shift), body)
        : body.of(tf, x, List.of(scale, shift));
  }

  private Operand<TFloat32> wide(Weights w, String name, Operand<T> beside, int channels) {
    return tf.withControlDependencies(beside)
        .dtypes
        .cast(w.get(name, channels), TFloat32.class); // [C]
  }

  /**
   * x [B, h, w, C] -> [B, 1, 1, C], equal for all channels of a group. Means are taken along rows,
   * then columns, then channels: short sums keep float32 exact, and no large tensor is reshaped.
   */
  private Operand<TFloat32> groupMean(Operand<TFloat32> x, int channels, int groups) {
    Operand<TFloat32> each = mean(mean(x, 2), 1); // [B, 1, 1, C]
    return layers.perGroup(each, channels, groups); // [B, 1, 1, C]
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x, int axis) {
    return tf.math.mean(x, tf.constant(new int[] {axis}), Mean.keepDims(true));
  }

  private Operand<TFloat32> inverseRoot(Operand<TFloat32> variance, float eps) {
    return tf.math.rsqrt(tf.math.add(variance, tf.constant(eps)));
  }
}
