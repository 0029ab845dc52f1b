package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** One layout of a {@link TextEncoder}: embeddings, then layer upon layer. */
final class TextEncoderLayout<T extends TNumber> {

  private static final float MASKED = -Float.MAX_VALUE;

  private final TextEncoderConfig size;
  private final Ops tf;
  private final Layers<T> layers;
  private final Weights root;
  private final Placeholder<TInt32> ids;
  private final PlaceholderWithDefault<TFloat32> extra;
  private final Operand<TInt32> shape;

  TextEncoderLayout(
      TextEncoderConfig size, Ops tf, Weights weights, Style<T> style, Extent extent) {
    this.size = size;
    this.tf = tf;
    layers = new Layers<>(tf, style);
    root = weights.at("text_model");
    ids =
        tf.withName("input_ids")
            .placeholder(
                TInt32.class, Placeholder.shape(Shape.of(extent.batch(), extent.tokens())));
    extra =
        tf.withName("extra_embeddings")
            .placeholderWithDefault(
                tf.zeros(tf.constant(new int[] {1, size.width()}), TFloat32.class),
                Shape.of(-1, size.width())); // [K, D]
    shape = tf.shape(ids); // [2]
  }

  Blueprint.Ends ends() {
    return new Blueprint.Ends(List.of(ids.asOutput(), extra.asOutput()), forward());
  }

  private List<Output<?>> forward() {
    int d = size.width();
    Operand<T> x = embeddings(); // [B*L, D]
    Attention<T> attention = new Attention<>(layers, size.heads(), causal());
    List<Operand<T>> hidden = new ArrayList<>();
    for (int i = 0; i < size.layers(); i++) {
      x = layer(root.at("encoder.layers." + i), x, attention); // [B*L, D]
      x = layers.named("hidden_" + (i + 1), x);
      hidden.add(x);
    }
    List<Output<?>> outputs = new ArrayList<>();
    for (int skip = 1; skip <= size.layers(); skip++) {
      Operand<T> chosen = hidden.get(size.layers() - skip); // [B*L, D]
      Operand<T> normed =
          layers.layerNorm(root.at("final_layer_norm"), chosen, d, size.eps()); // [B*L, D]
      Operand<TInt32> perPrompt =
          tf.concat(List.of(shape, tf.constant(new int[] {d})), tf.constant(0));
      outputs.add(
          layers
              .named(
                  TextEncoder.output(skip),
                  layers.cast(tf.reshape(normed, perPrompt), TFloat32.class))
              .asOutput()); // [B, L, D]
    }
    return outputs;
  }

  private Operand<T> embeddings() {
    int d = size.width();
    Weights w = root.at("embeddings");
    Operand<T> token =
        token(w.at("token_embedding").get("weight", size.vocabulary(), d)); // [B, L, D]
    Operand<TInt32> length = tf.stridedSlice(shape, Indices.slice(1, 2)); // [1]
    Operand<TInt32> extent = tf.concat(List.of(length, tf.constant(new int[] {d})), tf.constant(0));
    Operand<T> position =
        layers.computed(
            tf.slice(
                w.at("position_embedding").get("weight", size.positions(), d),
                tf.constant(new int[] {0, 0}),
                extent)); // [L, D]
    Operand<T> sum = layers.rows(tf.math.add(token, position), d); // [B*L, D]
    return layers.named("embeddings", sum);
  }

  /** Looks up each id: table [V, D] -> [B, L, D]; row id - V of the extra ones from V on. */
  private Operand<T> token(Operand<? extends TNumber> table) {
    Operand<TInt32> last = tf.constant(size.vocabulary() - 1);
    Operand<TInt32> known = tf.math.minimum(ids, last); // [B, L]
    Operand<TInt32> row =
        tf.math.maximum(tf.math.sub(ids, tf.constant(size.vocabulary())), tf.constant(0)); // [B, L]
    return tf.select(
        tf.expandDims(tf.math.greater(ids, last), tf.constant(2)), // [B, L, 1]
        layers.computed(tf.gather(extra, row, tf.constant(0))), // [B, L, D]
        layers.computed(tf.gather(table, known, tf.constant(0)))); // [B, L, D]
  }

  /** Hides from each token those after it: [L, L]. */
  private Operand<T> causal() {
    Operand<TInt32> length = layers.size(ids, 1);
    Operand<TInt32> index = tf.range(tf.constant(0), length, tf.constant(1)); // [L]
    Operand<TInt32> rows = tf.reshape(index, tf.constant(new int[] {-1, 1})); // [L, 1]
    return tf.math.mul(
        tf.dtypes.cast(tf.math.greater(index, rows), layers.style().type()),
        layers.scalar(MASKED)); // [L, L]
  }

  /** x [B*L, D] -> [B*L, D]. */
  private Operand<T> layer(Weights w, Operand<T> x, Attention<T> attention) {
    int d = size.width();
    Operand<T> one = layers.layerNorm(w.at("layer_norm1"), x, d, size.eps()); // [B*L, D]
    Weights self = w.at("self_attn");
    Operand<T> q = layers.linear(self.at("q_proj"), one, d, d); // [B*L, D]
    Operand<T> k = layers.linear(self.at("k_proj"), one, d, d); // [B*L, D]
    Operand<T> v = layers.linear(self.at("v_proj"), one, d, d); // [B*L, D]
    Operand<T> seen = attention.attend(q, k, v, layers.batch(ids), d); // [B*L, D]
    x = tf.math.add(x, layers.linear(self.at("out_proj"), seen, d, d)); // [B*L, D]
    Operand<T> two = layers.layerNorm(w.at("layer_norm2"), x, d, size.eps()); // [B*L, D]
    Weights mlp = w.at("mlp");
    Operand<T> inner = layers.linear(mlp.at("fc1"), two, d, size.inner()); // [B*L, 4D]
    Operand<T> active =
        size.quickGelu() ? layers.quickGelu(inner) : layers.gelu(inner); // [B*L, 4D]
    return tf.math.add(x, layers.linear(mlp.at("fc2"), active, size.inner(), d)); // [B*L, D]
  }
}
