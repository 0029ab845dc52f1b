package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * CLIP's text transformer (Radford et al. 2021, arXiv:2103.00020), as transformers' CLIPTextModel
 * computes it.
 *
 * <pre>
 * input_ids [B, L], extra_embeddings [K, D] -> last_hidden_state, clip_skip2, ... [B, L, D]
 * </pre>
 *
 * Ids from the size of the vocabulary on mean the rows of {@code extra_embeddings}, which need not
 * be given: vectors of textual inversion (Gal et al. 2022, arXiv:2208.01618).
 *
 * <p>* {@code clip_skip<k>} is what the k-th layer from the end gives, through the final norm like
 * the last one. Each token sees those before it and itself; padding is a token like any other.
 */
public final class TextEncoder {

  /** The output for a number of layers counted from the end, 1 being the last layer itself. */
  public static String output(int clipSkip) {
    return clipSkip == 1 ? "last_hidden_state" : "clip_skip" + clipSkip;
  }

  private static final float MASKED = -Float.MAX_VALUE;

  private final TextEncoderConfig size;
  private final Ops tf;
  private final Layers layers;
  private final Weights root;
  private final Placeholder<TInt32> ids;
  private final PlaceholderWithDefault<TFloat32> extra;
  private final Operand<TInt32> shape;

  private TextEncoder(Graph graph, CheckpointPart part) {
    size = TextEncoderConfig.of(part.config());
    tf = Ops.create(graph);
    layers = new Layers(tf);
    root = new Weights(tf, part).at("text_model");
    ids = tf.withName("input_ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
    extra =
        tf.withName("extra_embeddings")
            .placeholderWithDefault(
                tf.zeros(tf.constant(new int[] {1, size.width()}), TFloat32.class),
                Shape.of(-1, size.width())); // [K, D]
    shape = tf.shape(ids); // [2]
  }

  /**
   * Builds the graph.
   *
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented, or the weights do not fit it
   */
  public static Network build(CheckpointPart part) {
    Graph graph = new Graph();
    try {
      TextEncoder encoder = new TextEncoder(graph, part);
      List<Output<?>> outputs = encoder.forward();
      List<Output<?>> inputs = List.of(encoder.ids.asOutput(), encoder.extra.asOutput());
      return new Network(graph, encoder.root.variables(), inputs, outputs);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private List<Output<?>> forward() {
    int d = size.width();
    Operand<TFloat32> x = embeddings(); // [B*L, D]
    Attention attention = new Attention(tf, size.heads(), 1, causal());
    List<Operand<TFloat32>> hidden = new ArrayList<>();
    for (int i = 0; i < size.layers(); i++) {
      x = layer(root.at("encoder.layers." + i), x, attention); // [B*L, D]
      x = layers.named("hidden_" + (i + 1), x);
      hidden.add(x);
    }
    List<Output<?>> outputs = new ArrayList<>();
    for (int skip = 1; skip <= size.layers(); skip++) {
      Operand<TFloat32> chosen = hidden.get(size.layers() - skip); // [B*L, D]
      Operand<TFloat32> normed =
          layers.layerNorm(root.at("final_layer_norm"), chosen, d, size.eps()); // [B*L, D]
      Operand<TInt32> perPrompt =
          tf.concat(List.of(shape, tf.constant(new int[] {d})), tf.constant(0));
      outputs.add(
          layers.named(output(skip), tf.reshape(normed, perPrompt)).asOutput()); // [B, L, D]
    }
    return outputs;
  }

  private Operand<TFloat32> embeddings() {
    int d = size.width();
    Weights w = root.at("embeddings");
    Operand<TFloat32> token =
        token(w.at("token_embedding").get("weight", size.vocabulary(), d)); // [B, L, D]
    Operand<TInt32> length = tf.stridedSlice(shape, Indices.slice(1, 2)); // [1]
    Operand<TInt32> extent = tf.concat(List.of(length, tf.constant(new int[] {d})), tf.constant(0));
    Operand<TFloat32> position =
        tf.slice(
            w.at("position_embedding").get("weight", size.positions(), d),
            tf.constant(new int[] {0, 0}),
            extent); // [L, D]
    Operand<TFloat32> sum = layers.rows(tf.math.add(token, position), d); // [B*L, D]
    return layers.named("embeddings", sum);
  }

  /** Looks up each id: table [V, D] -> [B, L, D]; row id - V of the extra ones from V on. */
  private Operand<TFloat32> token(Operand<TFloat32> table) {
    Operand<TInt32> last = tf.constant(size.vocabulary() - 1);
    Operand<TInt32> known = tf.math.minimum(ids, last); // [B, L]
    Operand<TInt32> row =
        tf.math.maximum(tf.math.sub(ids, tf.constant(size.vocabulary())), tf.constant(0)); // [B, L]
    return tf.select(
        tf.expandDims(tf.math.greater(ids, last), tf.constant(2)), // [B, L, 1]
        tf.gather(extra, row, tf.constant(0)), // [B, L, D]
        tf.gather(table, known, tf.constant(0))); // [B, L, D]
  }

  /** Hides from each token those after it: scores [B, L, L] -> the same. */
  private UnaryOperator<Operand<TFloat32>> causal() {
    Operand<TInt32> length = tf.stridedSlice(shape, Indices.at(1));
    Operand<TInt32> index = tf.range(tf.constant(0), length, tf.constant(1)); // [L]
    Operand<TInt32> rows = tf.reshape(index, tf.constant(new int[] {-1, 1})); // [L, 1]
    Operand<TFloat32> mask =
        tf.math.mul(
            tf.dtypes.cast(tf.math.greater(index, rows), TFloat32.class),
            tf.constant(MASKED)); // [L, L]
    return scores -> tf.math.add(scores, mask);
  }

  /** x [B*L, D] -> [B*L, D]. */
  private Operand<TFloat32> layer(Weights w, Operand<TFloat32> x, Attention attention) {
    int d = size.width();
    Operand<TFloat32> one = layers.layerNorm(w.at("layer_norm1"), x, d, size.eps()); // [B*L, D]
    Weights self = w.at("self_attn");
    Operand<TFloat32> q = layers.linear(self.at("q_proj"), one, d, d); // [B*L, D]
    Operand<TFloat32> k = layers.linear(self.at("k_proj"), one, d, d); // [B*L, D]
    Operand<TFloat32> v = layers.linear(self.at("v_proj"), one, d, d); // [B*L, D]
    Operand<TFloat32> seen = attention.attend(q, k, v, layers.batch(ids), d); // [B*L, D]
    x = tf.math.add(x, layers.linear(self.at("out_proj"), seen, d, d)); // [B*L, D]
    Operand<TFloat32> two = layers.layerNorm(w.at("layer_norm2"), x, d, size.eps()); // [B*L, D]
    Weights mlp = w.at("mlp");
    Operand<TFloat32> inner = layers.linear(mlp.at("fc1"), two, d, size.inner()); // [B*L, 4D]
    Operand<TFloat32> active =
        size.quickGelu() ? layers.quickGelu(inner) : layers.gelu(inner); // [B*L, 4D]
    return tf.math.add(x, layers.linear(mlp.at("fc2"), active, size.inner(), d)); // [B*L, D]
  }
}
