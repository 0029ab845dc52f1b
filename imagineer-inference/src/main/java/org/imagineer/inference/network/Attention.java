package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762, eq. 1), softmax(Q K^T /
 * sqrt(d)) V, one head and one slice of queries after the other: the scores of all heads at once
 * would take 1 GB at 64x64 latents and leave the processor's cache.
 */
final class Attention {

  private final Ops tf;
  private final int heads;
  private final int slices;
  private final UnaryOperator<Operand<TFloat32>> mask;

  /**
   * @param heads into which the channels are divided
   * @param slices into which the queries are divided
   * @param mask applied to scores [B, n, M] before the softmax
   */
  Attention(Ops tf, int heads, int slices, UnaryOperator<Operand<TFloat32>> mask) {
    this.tf = tf;
    this.heads = heads;
    this.slices = slices;
    this.mask = mask;
  }

  /** All positions see all others. */
  Attention(Ops tf, int heads, int slices) {
    this(tf, heads, slices, UnaryOperator.identity());
  }

  /**
   * Attends.
   *
   * @param q [B*N, C]
   * @param k [B*M, C]
   * @param v [B*M, C]
   * @param batch B, a scalar
   * @return [B*N, C]
   */
  Operand<TFloat32> attend(
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      Operand<TInt32> batch,
      int channels) {
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt(channels / heads)));
    Operand<TInt32> images =
        tf.stack(List.of(batch, tf.constant(-1), tf.constant(channels))); // [B, -1, C]
    List<Operand<TFloat32>> qs = perHead(tf.reshape(tf.math.mul(q, scale), images));
    List<Operand<TFloat32>> ks = perHead(tf.reshape(k, images));
    List<Operand<TFloat32>> vs = perHead(tf.reshape(v, images));
    List<Operand<TFloat32>> results = new ArrayList<>();
    Op last = images;
    for (int head = 0; head < heads; head++) {
      List<Operand<TFloat32>> parts = new ArrayList<>();
      for (Operand<TFloat32> queries : sliced(qs.get(head))) {
        Operand<TFloat32> turn =
            tf.withControlDependencies(last).identity(queries); // [B, N/slices, C/H]
        Operand<TFloat32> part = one(turn, ks.get(head), vs.get(head)); // [B, N/slices, C/H]
        parts.add(part);
        last = part;
      }
      results.add(concat(parts, 1)); // [B, N, C/H]
    }
    return tf.reshape(concat(results, 2), tf.constant(new int[] {-1, channels})); // [B*N, C]
  }

  /** q [B, n, d], k and v [B, M, d] -> [B, n, d]. */
  private Operand<TFloat32> one(Operand<TFloat32> q, Operand<TFloat32> k, Operand<TFloat32> v) {
    Operand<TFloat32> scores =
        tf.train.batchMatMul(q, k, TFloat32.class, BatchMatMul.adjY(true)); // [B, n, M]
    Operand<TFloat32> weights = tf.nn.softmax(mask.apply(scores)); // [B, n, M]
    return tf.train.batchMatMul(weights, v, TFloat32.class); // [B, n, d]
  }

  /** [B, N, C] -> H times [B, N, C/H]. */
  private List<Operand<TFloat32>> perHead(Operand<TFloat32> x) {
    return heads == 1
        ? List.of(x)
        : List.copyOf(tf.split(tf.constant(2), x, (long) heads).output());
  }

  /** [B, N, d] -> slices of about [B, N/slices, d]; the last takes what does not divide. */
  private List<Operand<TFloat32>> sliced(Operand<TFloat32> x) {
    if (slices == 1) {
      return List.of(x);
    }
    Operand<TInt32> rows = tf.stridedSlice(tf.shape(x), Indices.at(1)); // N
    Operand<TInt32> each = tf.math.div(rows, tf.constant(slices));
    Operand<TInt32> rest = tf.math.sub(rows, tf.math.mul(each, tf.constant(slices - 1)));
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int i = 1; i < slices; i++) {
      sizes.add(each);
    }
    sizes.add(rest);
    return List.copyOf(tf.splitV(x, tf.stack(sizes), tf.constant(1), (long) slices).output());
  }

  private Operand<TFloat32> concat(List<Operand<TFloat32>> parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }
}
