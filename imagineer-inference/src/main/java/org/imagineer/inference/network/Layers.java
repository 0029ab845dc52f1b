package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The layers that Stable Diffusion's networks consist of. Images are [B, h, w, C]; tokens are rows
 * [R, C], those of all images of a batch below each other.
 */
final class Layers {

  private static final List<Long> STRIDE_1 = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> STRIDE_2 = List.of(1L, 2L, 2L, 1L);

  private final Ops tf;

  Layers(Ops tf) {
    this.tf = tf;
  }

  /** Gives an activation the name by which it can be fetched. */
  Operand<TFloat32> named(String name, Operand<TFloat32> x) {
    return tf.withName(name).identity(x);
  }

  /** Convolution 3x3, padding 1. x [B, h, w, in] -> [B, h, w, out]. */
  Operand<TFloat32> conv3(Weights w, Operand<TFloat32> x, int in, int out) {
    return bias(w, tf.nn.conv2d(x, w.kernel(3, in, out), STRIDE_1, "SAME"), out);
  }

  /** Convolution 1x1. x [B, h, w, in] -> [B, h, w, out]. */
  Operand<TFloat32> conv1(Weights w, Operand<TFloat32> x, int in, int out) {
    return bias(w, tf.nn.conv2d(x, w.kernel(1, in, out), STRIDE_1, "VALID"), out);
  }

  /**
   * Convolution 3x3 of stride 2. x [B, h, w, C] -> [B, h/2, w/2, C].
   *
   * @param before padding above and left, 0 or 1; below and right it is always 1
   */
  Operand<TFloat32> downsample(Weights w, Operand<TFloat32> x, int channels, long before) {
    Conv2d.Options padding = Conv2d.explicitPaddings(0L, 0L, before, 1L, before, 1L, 0L, 0L);
    Operand<TFloat32> kernel = w.kernel(3, channels, channels);
    return bias(w, tf.nn.conv2d(x, kernel, STRIDE_2, "EXPLICIT", padding), channels);
  }

  /** Nearest neighbours to the given size [2], then a convolution. */
  Operand<TFloat32> upsample(Weights w, Operand<TFloat32> x, Operand<TInt32> size, int channels) {
    Operand<TFloat32> larger = tf.image.resizeNearestNeighbor(x, size); // [B, size.., C]
    return conv3(w.at("conv"), larger, channels, channels); // [B, size.., C]
  }

  private Operand<TFloat32> bias(Weights w, Operand<TFloat32> x, int out) {
    return tf.nn.biasAdd(x, w.get("bias", out));
  }

  /** x [R, in] -> [R, out]. */
  Operand<TFloat32> linear(Weights w, Operand<TFloat32> x, int in, int out) {
    return bias(w, linearWithoutBias(w, x, in, out), out);
  }

  /** x [R, in] -> [R, out]. */
  Operand<TFloat32> linearWithoutBias(Weights w, Operand<TFloat32> x, int in, int out) {
    return tf.linalg.matMul(x, w.get("weight", out, in), MatMul.transposeB(true));
  }

  /** x * sigmoid(x). */
  Operand<TFloat32> silu(Operand<TFloat32> x) {
    return tf.math.mul(x, tf.math.sigmoid(x));
  }

  /** The exact GELU, x/2 * (1 + erf(x / sqrt(2))). */
  Operand<TFloat32> gelu(Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
  }

  /** CLIP's GELU, x * sigmoid(1.702 x). */
  Operand<TFloat32> quickGelu(Operand<TFloat32> x) {
    return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, tf.constant(1.702f))));
  }

  /** Normalises each row. x [R, C] -> [R, C]. */
  Operand<TFloat32> layerNorm(Weights w, Operand<TFloat32> x, int channels, float eps) {
    Operand<TFloat32> centred = tf.math.sub(x, mean(x, 1)); // [R, C]
    Operand<TFloat32> variance = mean(tf.math.square(centred), 1); // [R, 1]
    Operand<TFloat32> scaled = tf.math.mul(centred, inverseRoot(variance, eps)); // [R, C]
    return tf.math.add(
        tf.math.mul(scaled, w.get("weight", channels)), w.get("bias", channels)); // [R, C]
  }

  /**
   * Normalises each group of channels of each image. x [B, h, w, C] -> the same. Means are taken
   * along rows, then columns, then channels: short sums keep float32 exact, and no large tensor is
   * reshaped.
   */
  Operand<TFloat32> groupNorm(Weights w, Operand<TFloat32> x, int channels, int groups, float eps) {
    Operand<TFloat32> centred = tf.math.sub(x, groupMean(x, channels, groups)); // [B, h, w, C]
    Operand<TFloat32> variance =
        groupMean(tf.math.square(centred), channels, groups); // [B, 1, 1, C]
    Operand<TFloat32> scale =
        tf.math.mul(inverseRoot(variance, eps), w.get("weight", channels)); // [B, 1, 1, C]
    return tf.math.add(tf.math.mul(centred, scale), w.get("bias", channels)); // [B, h, w, C]
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

  /** [B, C, h, w] -> [B, h, w, C]. */
  Operand<TFloat32> channelsLast(Operand<TFloat32> x) {
    return tf.linalg.transpose(x, tf.constant(new int[] {0, 2, 3, 1}));
  }

  /** [B, h, w, C] -> [B, C, h, w]. */
  Operand<TFloat32> channelsFirst(Operand<TFloat32> x) {
    return tf.linalg.transpose(x, tf.constant(new int[] {0, 3, 1, 2}));
  }

  /** All positions of all images as rows. x [B, h, w, C] -> [B*h*w, C]. */
  Operand<TFloat32> rows(Operand<TFloat32> x, int channels) {
    return tf.reshape(x, tf.constant(new int[] {-1, channels}));
  }

  /** How many images there are in x [B, ...]: a scalar. */
  Operand<TInt32> batch(Operand<? extends TType> x) {
    return tf.stridedSlice(tf.shape(x), Indices.at(0));
  }

  /** Height and width of x [B, h, w, C]: [2]. */
  Operand<TInt32> size(Operand<TFloat32> x) {
    return tf.stridedSlice(tf.shape(x), Indices.slice(1, 3));
  }
}
