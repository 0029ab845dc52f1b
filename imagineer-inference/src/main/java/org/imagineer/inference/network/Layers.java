package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The layers that Stable Diffusion's networks consist of. Images are [B, h, w, C]; tokens are rows
 * [R, C], those of all images of a batch below each other.
 *
 * @param <T> what is computed in
 */
final class Layers<T extends TNumber> {

  private static final List<Long> STRIDE_1 = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> STRIDE_2 = List.of(1L, 2L, 2L, 1L);

  private final Ops tf;
  private final Style<T> style;
  private final Norms<T> norms;

  Layers(Ops tf, Style<T> style) {
    this.tf = tf;
    this.style = style;
    norms = new Norms<>(this);
  }

  Ops tf() {
    return tf;
  }

  Style<T> style() {
    return style;
  }

  /** Gives an activation the name by which it can be fetched. */
  <U extends TNumber> Operand<U> named(String name, Operand<U> x) {
    return tf.withName(name).identity(x);
  }

  /** A constant, a scalar. */
  Operand<T> scalar(float value) {
    return computed(tf.constant(value));
  }

  /** Rounds, or widens, to what is computed in. */
  Operand<T> computed(Operand<? extends TNumber> x) {
    return cast(x, style.type());
  }

  /** Of another type; itself where it is of that type already. */
  <U extends TNumber> Operand<U> cast(Operand<? extends TNumber> x, Class<U> type) {
    return x.type() == type ? x.asOutput().expect(type) : tf.dtypes.cast(x, type);
  }

  /**
   * A weight in what is computed in. Where that takes a copy, the copy is made only when {@code
   * beside} is there: not all of them at once at the beginning.
   */
  Operand<T> weight(Operand<? extends TNumber> stored, Operand<?> beside) {
    return stored.type() == style.type()
        ? stored.asOutput().expect(style.type())
        : tf.withControlDependencies(beside).dtypes.cast(stored, style.type());
  }

  /** Convolution 3x3, padding 1. x [B, h, w, in] -> [B, h, w, out]. */
  Operand<T> conv3(Weights w, Operand<T> x, int in, int out) {
    Operand<T> kernel = weight(w.kernel(3, in, out), x);
    return bias(w, tf.nn.conv2d(x, kernel, STRIDE_1, "SAME"), out);
  }

  /** Convolution 1x1. x [B, h, w, in] -> [B, h, w, out]. */
  Operand<T> conv1(Weights w, Operand<T> x, int in, int out) {
    Operand<T> kernel = weight(w.kernel(1, in, out), x);
    return bias(w, tf.nn.conv2d(x, kernel, STRIDE_1, "VALID"), out);
  }

  /**
   * Convolution 3x3 of stride 2. x [B, h, w, C] -> [B, h/2, w/2, C].
   *
   * @param before padding above and left, 0 or 1; below and right it is always 1
   */
  Operand<T> downsample(Weights w, Operand<T> x, int channels, long before) {
    Conv2d.Options padding = Conv2d.explicitPaddings(0L, 0L, before, 1L, before, 1L, 0L, 0L);
    Operand<T> kernel = weight(w.kernel(3, channels, channels), x);
    return bias(w, tf.nn.conv2d(x, kernel, STRIDE_2, "EXPLICIT", padding), channels);
  }

  /** Nearest neighbours to the given size [2], then a convolution. */
  Operand<T> upsample(Weights w, Operand<T> x, Operand<TInt32> size, int channels) {
    Operand<T> larger = tf.image.resizeNearestNeighbor(x, size); // [B, size.., C]
    return conv3(w.at("conv"), larger, channels, channels); // [B, size.., C]
  }

  private Operand<T> bias(Weights w, Operand<T> x, int out) {
    return tf.nn.biasAdd(x, weight(w.get("bias", out), x));
  }

  /**
   * x [R, in] -> [R, out]. On processors with AMX, TensorFlow's product with a bias in one
   * operation is seven times slower in bfloat16 than the two apart; it leaves them apart where a
   * reshape is in between.
   */
  Operand<T> linear(Weights w, Operand<T> x, int in, int out) {
    Operand<T> product = linearWithoutBias(w, x, in, out); // [R, out]
    if (!style.separateBias()) {
      return bias(w, product, out);
    }
    Operand<T> apart = tf.reshape(product, tf.constant(new int[] {1, -1, out})); // [1, R, out]
    return rows(bias(w, apart, out), out);
  }

  /** x [R, in] -> [R, out]. */
  Operand<T> linearWithoutBias(Weights w, Operand<T> x, int in, int out) {
    return tf.linalg.matMul(x, weight(w.get("weight", out, in), x), MatMul.transposeB(true));
  }

  /**
   * Products of the last two axes, a b or a b^T. TensorFlow Java's own batchMatMul makes the third
   * version of the operation, which oneDNN does not take over: three times slower in bfloat16.
   */
  Operand<T> product(Operand<T> a, Operand<T> b, boolean transposed) {
    OperationBuilder product = tf.scope().opBuilder("BatchMatMulV2", "product");
    product.addInput(a.asOutput());
    product.addInput(b.asOutput());
    product.setAttr("adj_y", transposed);
    return product.build().output(0);
  }

  /** x * sigmoid(x). */
  Operand<T> silu(Operand<T> x) {
    return tf.math.mul(x, tf.math.sigmoid(x));
  }

  /** The exact GELU, x/2 * (1 + erf(x / sqrt(2))). */
  Operand<T> gelu(Operand<T> x) {
    Operand<T> erf = tf.math.erf(tf.math.mul(x, scalar((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, scalar(0.5f)), tf.math.add(erf, scalar(1f)));
  }

  /** CLIP's GELU, x * sigmoid(1.702 x). */
  Operand<T> quickGelu(Operand<T> x) {
    return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, scalar(1.702f))));
  }

  /** Normalises each row. x [R, C] -> [R, C]. */
  Operand<T> layerNorm(Weights w, Operand<T> x, int channels, float eps) {
    return norms.layerNorm(w, x, channels, eps);
  }

  /** Normalises each group of channels of each image. x [B, h, w, C] -> the same. */
  Operand<T> groupNorm(Weights w, Operand<T> x, int channels, int groups, float eps) {
    return norms.groupNorm(w, x, channels, groups, eps, false);
  }

  /** Group norm, then SiLU. x [B, h, w, C] -> the same. */
  Operand<T> groupNormSilu(Weights w, Operand<T> x, int channels, int groups, float eps) {
    return norms.groupNorm(w, x, channels, groups, eps, true);
  }

  /** The mean over each group's channels, for all of them: x [.., C] -> [B, 1, 1, C]. */
  Operand<TFloat32> perGroup(Operand<TFloat32> x, int channels, int groups) {
    int size = channels / groups;
    Operand<TFloat32> grouped =
        tf.math.mean(
            tf.reshape(x, tf.constant(new int[] {-1, groups, size})),
            tf.constant(new int[] {2}),
            Mean.keepDims(true)); // [B, G, 1]
    Operand<TFloat32> spread = tf.tile(grouped, tf.constant(new int[] {1, 1, size})); // [B, G, C/G]
    return tf.reshape(spread, tf.constant(new int[] {-1, 1, 1, channels})); // [B, 1, 1, C]
  }

  /** Input [B, C, h, w] -> [B, h, w, C]. */
  Operand<T> channelsLast(Operand<TFloat32> x) {
    return computed(tf.linalg.transpose(x, tf.constant(new int[] {0, 2, 3, 1})));
  }

  /** [B, h, w, C] -> output [B, C, h, w]. */
  Operand<TFloat32> channelsFirst(Operand<T> x) {
    return tf.linalg.transpose(cast(x, TFloat32.class), tf.constant(new int[] {0, 3, 1, 2}));
  }

  /** All positions of all images as rows. x [B, h, w, C] -> [B*h*w, C]. */
  Operand<T> rows(Operand<T> x, int channels) {
    return tf.reshape(x, tf.constant(new int[] {-1, channels}));
  }

  /** Equal parts along an axis. */
  <U extends TNumber> List<Operand<U>> split(Operand<U> x, int axis, int parts) {
    return parts == 1
        ? List.of(x)
        : List.copyOf(tf.split(tf.constant(axis), x, (long) parts).output());
  }

  /** Joins along an axis. */
  <U extends TNumber> Operand<U> concat(List<Operand<U>> parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }

  /** How many images there are in x [B, ...]: a scalar. */
  Operand<TInt32> batch(Operand<? extends TType> x) {
    return size(x, 0);
  }

  /** The length of an axis: a scalar, constant where the graph is laid out for it. */
  Operand<TInt32> size(Operand<? extends TType> x, int axis) {
    long known = x.shape().isUnknown() ? Shape.UNKNOWN_SIZE : x.shape().get(axis);
    return known == Shape.UNKNOWN_SIZE
        ? tf.stridedSlice(tf.shape(x), Indices.at(axis))
        : tf.constant((int) known);
  }

  /** Height and width of x [B, h, w, C]: [2]. */
  Operand<TInt32> size(Operand<T> x) {
    return tf.stack(List.of(size(x, 1), size(x, 2)));
  }
}
