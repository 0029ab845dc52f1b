package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762, eq. 1), softmax(Q K^T /
 * sqrt(d)) V, part by part: some heads, or some queries of one head, at a time. The scores of all
 * heads at once would take 1 GB at 64x64 latents.
 */
final class Attention<T extends TNumber> {

  /** Scores that are in memory at a time. Small parts leave less to fetch anew from the kernel. */
  private static final long SCORES = 8 << 20;

  private final Layers<T> layers;
  private final Ops tf;
  private final int heads;
  private final UnaryOperator<Operand<T>> mask;

  /**
   * @param heads into which the channels are divided
   * @param mask applied to scores [h, B, n, M] before the softmax
   */
  Attention(Layers<T> layers, int heads, UnaryOperator<Operand<T>> mask) {
    this.layers = layers;
    this.heads = heads;
    this.mask = mask;
    tf = layers.tf();
  }

  /** All positions see all others. */
  Attention(Layers<T> layers, int heads) {
    this(layers, heads, UnaryOperator.identity());
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
  Operand<T> attend(Operand<T> q, Operand<T> k, Operand<T> v, Operand<TInt32> batch, int channels) {
    Operand<T> scale = layers.scalar((float) (1 / Math.sqrt(channels / heads)));
    Operand<T> queries = perHead(tf.math.mul(q, scale), batch, channels); // [H, B, N, d]
    Operand<T> keys = perHead(k, batch, channels); // [H, B, M, d]
    Operand<T> values = perHead(v, batch, channels); // [H, B, M, d]
    AttentionParts parts = AttentionParts.of(queries.shape(), keys.shape(), SCORES);
    List<Operand<T>> qs = layers.split(queries, 0, parts.ofHeads()); // [h, B, N, d] each
    List<Operand<T>> ks = layers.split(keys, 0, parts.ofHeads()); // [h, B, M, d] each
    List<Operand<T>> vs = layers.split(values, 0, parts.ofHeads()); // [h, B, M, d] each
    List<Operand<T>> results = new ArrayList<>();
    Op last = queries;
    for (int i = 0; i < qs.size(); i++) {
      List<Operand<T>> slices = new ArrayList<>();
      for (Operand<T> slice : sliced(qs.get(i), parts.ofQueries())) {
        Operand<T> turn = tf.withControlDependencies(last).identity(slice); // [h, B, n, d]
        Operand<T> seen = one(turn, ks.get(i), vs.get(i)); // [h, B, n, d]
        slices.add(seen);
        last = seen;
      }
      results.add(layers.concat(slices, 2)); // [h, B, N, d]
    }
    Operand<T> all =
        tf.linalg.transpose(
            layers.concat(results, 0), tf.constant(new int[] {1, 2, 0, 3})); // [B, N, H, d]
    return layers.rows(all, channels); // [B*N, C]
  }

  /** [B*N, C] -> [H, B, N, d]. */
  private Operand<T> perHead(Operand<T> x, Operand<TInt32> batch, int channels) {
    Operand<TInt32> shape =
        tf.stack(
            List.of(
                batch,
                tf.constant(-1),
                tf.constant(heads),
                tf.constant(channels / heads))); // [B, -1, H, d]
    return tf.linalg.transpose(tf.reshape(x, shape), tf.constant(new int[] {2, 0, 1, 3}));
  }

  /** q [h, B, n, d], k and v [h, B, M, d] -> [h, B, n, d]. */
  private Operand<T> one(Operand<T> q, Operand<T> k, Operand<T> v) {
    Operand<T> scores = product(q, k, true); // [h, B, n, M]
    Operand<T> weights = tf.nn.softmax(mask.apply(scores)); // [h, B, n, M]
    return product(weights, v, false); // [h, B, n, d]
  }

  /**
   * a b, or a b^T. TensorFlow Java's own batchMatMul makes the third version of the operation,
   * which oneDNN does not take over: three times slower in bfloat16.
   */
  private Operand<T> product(Operand<T> a, Operand<T> b, boolean transposed) {
    OperationBuilder product = tf.scope().opBuilder("BatchMatMulV2", "product");
    product.addInput(a.asOutput());
    product.addInput(b.asOutput());
    product.setAttr("adj_y", transposed);
    return product.build().output(0);
  }

  /** [h, B, N, d] -> slices of about [h, B, N/slices, d]; the last takes what does not divide. */
  private List<Operand<T>> sliced(Operand<T> x, int slices) {
    if (slices == 1) {
      return List.of(x);
    }
    Operand<TInt32> rows = layers.size(x, 2); // N
    Operand<TInt32> each = tf.math.div(rows, tf.constant(slices));
    Operand<TInt32> rest = tf.math.sub(rows, tf.math.mul(each, tf.constant(slices - 1)));
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int i = 1; i < slices; i++) {
      sizes.add(each);
    }
    sizes.add(rest);
    return List.copyOf(tf.splitV(x, tf.stack(sizes), tf.constant(2), (long) slices).output());
  }
}
