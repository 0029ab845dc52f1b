package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
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

  /**
   * Scores that are in memory at a time. Parts of 4 MB in bfloat16 stay near the processor, and
   * below the size from which the C library fetches each block anew from the system.
   */
  static final long SCORES = 2 << 20;

  private final Layers<T> layers;
  private final Ops tf;
  private final int heads;
  private final Operand<T> mask;
  private final Slices<T> cut;
  private final long most;

  /**
   * @param heads into which the channels are divided
   * @param mask [N, M], added to the scores before the softmax; null if all positions see all
   *     others
   */
  Attention(Layers<T> layers, int heads, Operand<T> mask) {
    this(layers, heads, mask, SCORES);
  }

  /**
   * With parts of another size.
   *
   * @param most scores in one part
   */
  Attention(Layers<T> layers, int heads, Operand<T> mask, long most) {
    this.layers = layers;
    this.heads = heads;
    this.mask = mask;
    this.most = most;
    tf = layers.tf();
    cut = new Slices<>(layers);
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
    AttentionParts parts = AttentionParts.of(queries.shape(), keys.shape(), most);
    List<Operand<T>> qs = layers.split(queries, 0, parts.ofHeads()); // [h, B, N, d] each
    List<Operand<T>> ks = layers.split(keys, 0, parts.ofHeads()); // [h, B, M, d] each
    List<Operand<T>> vs = layers.split(values, 0, parts.ofHeads()); // [h, B, M, d] each
    List<Operand<T>> masks =
        mask == null ? List.of() : cut.of(mask, 0, parts.ofQueries()); // [n, M] each
    List<Operand<T>> results = new ArrayList<>();
    Op last = queries;
    for (int i = 0; i < qs.size(); i++) {
      List<Operand<T>> turns = cut.of(qs.get(i), 2, parts.ofQueries()); // [h, B, n, d] each
      List<Operand<T>> slices = new ArrayList<>();
      for (int j = 0; j < turns.size(); j++) {
        Operand<T> turn = cut.after(last, turns.get(j)); // [h, B, n, d]
        Operand<T> scores = layers.product(turn, ks.get(i), true); // [h, B, n, M]
        Operand<T> masked = mask == null ? scores : tf.math.add(scores, masks.get(j));
        Operand<T> seen = layers.product(tf.nn.softmax(masked), vs.get(i), false); // [h, B, n, d]
        slices.add(seen);
        last = seen;
      }
      results.add(cut.joined(slices, 2)); // [h, B, N, d]
    }
    Operand<T> all =
        tf.linalg.transpose(
            cut.joined(results, 0), tf.constant(new int[] {1, 2, 0, 3})); // [B, N, H, d]
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
}
