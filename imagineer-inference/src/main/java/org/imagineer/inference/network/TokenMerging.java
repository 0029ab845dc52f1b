package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Token merging (Bolya and Hoffman 2023, arXiv:2303.17604, section 4): self-attention is computed
 * once for tokens that are alike. Some of the tokens are {@link MergeTargets}; of the others, those
 * with the greatest cosine to any target are averaged into the one they are most like. What comes
 * out for a target then counts for all that went into it.
 *
 * <p>N tokens of each image, of which M are left. Among equals the earlier one counts as greater,
 * so that the same input is always merged in the same way.
 */
final class TokenMerging<T extends TNumber> {

  /** Added to the cosines of targets, which are never merged themselves. */
  private static final float NEVER = -4;

  private static final float LEAST_SQUARES = 1e-12f;

  private final Layers<T> layers;
  private final Ops tf;
  private final Slices<T> cut;
  private final Operand<TInt32> batch;
  private final Operand<TInt32> tokens;
  private final Operand<TInt32> merged;
  private final Operand<TInt32> targets;
  private final Operand<TFloat32> penalties;

  /**
   * @param batch B, a scalar
   * @param tokens N, a scalar
   * @param merged N - M, a scalar; at most as many as are no targets
   * @param targets positions, [D]
   */
  TokenMerging(
      Layers<T> layers,
      Operand<TInt32> batch,
      Operand<TInt32> tokens,
      Operand<TInt32> merged,
      Operand<TInt32> targets) {
    this.layers = layers;
    this.batch = batch;
    this.tokens = tokens;
    this.merged = merged;
    this.targets = targets;
    tf = layers.tf();
    cut = new Slices<>(layers);
    Operand<TInt32> column = tf.reshape(targets, tf.constant(new int[] {-1, 1})); // [D, 1]
    Operand<TFloat32> each = tf.fill(tf.shape(targets), tf.constant(NEVER)); // [D]
    penalties = tf.scatterNd(column, each, tf.stack(List.of(tokens))); // [N]
  }

  /** Decides by the input of a layer which tokens are merged. x [B*N, C]. */
  Merge of(Operand<T> x, int channels) {
    return new Merge(slots(x, channels));
  }

  /** A decision: where each token goes, and what comes back from there. */
  final class Merge {

    private final Operand<TInt32> slots; // [B*N], of 0 .. B*M - 1

    private Merge(Operand<TInt32> slots) {
      this.slots = slots;
    }

    /** Means of what goes to the same place. x [B*N, C] -> [B*M, C]. */
    Operand<T> merged(Operand<T> x) {
      Operand<TInt32> rows = tf.math.mul(batch, tf.math.sub(tokens, merged)); // B*M
      Operand<TFloat32> wide = layers.cast(x, TFloat32.class); // [B*N, C]
      Operand<TFloat32> sums = tf.math.unsortedSegmentSum(wide, slots, rows); // [B*M, C]
      Operand<TFloat32> ones = tf.fill(tf.shape(slots), tf.constant(1f)); // [B*N]
      Operand<TFloat32> counts = tf.math.unsortedSegmentSum(ones, slots, rows); // [B*M]
      Operand<TFloat32> column = tf.reshape(counts, tf.constant(new int[] {-1, 1})); // [B*M, 1]
      return layers.computed(tf.math.div(sums, column)); // [B*M, C]
    }

    /** To all that went there. x [B*M, C] -> [B*N, C]. */
    Operand<T> unmerged(Operand<T> x) {
      return tf.gather(x, slots, tf.constant(0));
    }
  }

  /**
   * Tokens are put into order, the most similar first: the first N - M of them go where their
   * targets are, the others stay in that order. x [B*N, C] -> [B*N].
   */
  private Operand<TInt32> slots(Operand<T> x, int channels) {
    Nearest nearest = nearest(x, channels);
    Operand<TFloat32> penalized = tf.math.add(nearest.cosines(), penalties); // [B, N]
    Operand<TInt32> order = tf.nn.topK(penalized, tokens, TInt32.class).indices(); // [B, N]
    Operand<TInt32> row = tf.constant(new int[] {-1});
    Operand<TInt32> image =
        tf.reshape(
            tf.range(tf.constant(0), batch, tf.constant(1)),
            tf.constant(new int[] {-1, 1})); // [B, 1]
    Operand<TInt32> first = tf.math.mul(image, tokens); // [B, 1], of each image among all
    Operand<TInt32> ranks =
        tf.math.invertPermutation(tf.reshape(tf.math.add(order, first), row)); // [B*N], among all
    Operand<TInt32> goals = tf.gather(targets, nearest.targets(), tf.constant(0)); // [B, N]
    Operand<TInt32> goalRanks =
        tf.math.sub(tf.gather(ranks, tf.math.add(goals, first), tf.constant(0)), first); // [B, N]
    Operand<TInt32> own = tf.math.sub(tf.reshape(ranks, perToken()), first); // [B, N]
    Operand<TInt32> rank = tf.select(tf.math.less(own, merged), goalRanks, own); // [B, N]
    Operand<TInt32> before = tf.math.mul(image, tf.math.sub(tokens, merged)); // [B, 1]
    return tf.reshape(tf.math.add(tf.math.sub(rank, merged), before), row); // [B*N]
  }

  /**
   * The target that each token is most like.
   *
   * @param targets [B, N], of 0 .. D - 1
   * @param cosines [B, N]; 0 where the network has computed no number, so that there is an order
   */
  private record Nearest(Operand<TInt32> targets, Operand<TFloat32> cosines) {}

  private Nearest nearest(Operand<T> x, int channels) {
    Operand<TFloat32> wide = layers.cast(x, TFloat32.class); // [B*N, C]
    Operand<TFloat32> squares = tf.reduceSum(tf.math.square(wide), tf.constant(1)); // [B*N]
    Operand<TFloat32> inverse =
        tf.reshape(
            tf.math.rsqrt(tf.math.maximum(squares, tf.constant(LEAST_SQUARES))),
            perToken()); // [B, N]
    Operand<T> all =
        tf.reshape(x, tf.stack(List.of(batch, tokens, tf.constant(channels)))); // [B, N, C]
    Operand<T> units = units(all, inverse); // [B, D, C]
    List<Operand<T>> values = new ArrayList<>();
    List<Operand<TInt32>> indices = new ArrayList<>();
    Op last = units;
    for (Operand<T> slice : cut.of(all, 1, slices(all.shape(), units.shape()))) {
      Operand<T> products = layers.product(cut.after(last, slice), units, true); // [B, n, D]
      TopK<T, TInt32> best = tf.nn.topK(products, tf.constant(1), TInt32.class);
      values.add(best.values()); // [B, n, 1]
      indices.add(best.indices()); // [B, n, 1]
      last = best;
    }
    Operand<TFloat32> greatest = layers.cast(cut.joined(values, 1), TFloat32.class); // [B, N, 1]
    Operand<TFloat32> cosines = tf.math.mul(tf.reshape(greatest, perToken()), inverse); // [B, N]
    return new Nearest(
        tf.reshape(cut.joined(indices, 1), perToken()),
        tf.select(tf.math.isFinite(cosines), cosines, tf.zerosLike(cosines)));
  }

  /** The targets, each of length 1: [B, D, C]. */
  private Operand<T> units(Operand<T> all, Operand<TFloat32> inverse) {
    Operand<T> chosen = tf.gather(all, targets, tf.constant(1)); // [B, D, C]
    Operand<TFloat32> scale =
        tf.expandDims(tf.gather(inverse, targets, tf.constant(1)), tf.constant(2)); // [B, D, 1]
    return layers.computed(tf.math.mul(layers.cast(chosen, TFloat32.class), scale));
  }

  /** As many as attention with one head would be divided into. */
  private static int slices(Shape all, Shape units) {
    Shape head = Shape.of(1);
    return AttentionParts.of(head.append(all), head.append(units), Attention.SCORES).ofQueries();
  }

  private Operand<TInt32> perToken() {
    return tf.stack(List.of(batch, tokens)); // [2]
  }
}
