package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The UNet's transformer over image positions ("Transformer2DModel"): self-attention, attention to
 * the prompt, GEGLU feed-forward, each on a normed residual stream.
 *
 * @param groups of the norm in front
 * @param linearProjection whether proj_in and proj_out are linear layers rather than 1x1
 *     convolutions
 * @param context the prompt's embeddings [B*M, contextWidth]
 * @param batch B, a scalar
 */
record SpatialTransformer(
    Ops tf,
    Layers layers,
    int groups,
    boolean linearProjection,
    Operand<TFloat32> context,
    int contextWidth,
    Operand<TInt32> batch) {

  private static final float GROUP_NORM_EPS = 1e-6f;
  private static final float LAYER_NORM_EPS = 1e-5f;

  /**
   * What differs between levels.
   *
   * @param channels C
   * @param heads of both attentions
   * @param depth transformer blocks
   * @param slices of queries in self-attention
   */
  record Level(int channels, int heads, int depth, int slices) {}

  /** x [B, h, w, C] -> [B, h, w, C]. */
  Operand<TFloat32> apply(Weights w, String name, Operand<TFloat32> x, Level level) {
    int c = level.channels();
    Operand<TFloat32> normed =
        layers.groupNorm(w.at("norm"), x, c, groups, GROUP_NORM_EPS); // [B, h, w, C]
    Operand<TFloat32> hidden =
        linearProjection
            ? layers.linear(w.at("proj_in"), layers.rows(normed, c), c, c)
            : layers.rows(layers.conv1(w.at("proj_in"), normed, c, c), c); // [B*h*w, C]
    for (int i = 0; i < level.depth(); i++) {
      String blockName = i == 0 ? name : name + "_" + i;
      hidden = block(w.at("transformer_blocks." + i), blockName, hidden, level); // [B*h*w, C]
    }
    return layers.named(name, tf.math.add(x, projectOut(w.at("proj_out"), hidden, x, c)));
  }

  private Operand<TFloat32> projectOut(
      Weights w, Operand<TFloat32> hidden, Operand<TFloat32> like, int c) {
    Operand<TInt32> shape = tf.shape(like);
    return linearProjection
        ? tf.reshape(layers.linear(w, hidden, c, c), shape)
        : layers.conv1(w, tf.reshape(hidden, shape), c, c); // [B, h, w, C]
  }

  /** x [B*N, C] -> [B*N, C]. */
  private Operand<TFloat32> block(Weights w, String name, Operand<TFloat32> x, Level level) {
    int c = level.channels();
    Operand<TFloat32> one = layers.layerNorm(w.at("norm1"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<TFloat32> self =
        attention(w.at("attn1"), one, one, c, level, level.slices()); // [B*N, C]
    x = tf.math.add(x, layers.named(name + "_attn1", self)); // [B*N, C]
    Operand<TFloat32> two = layers.layerNorm(w.at("norm2"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<TFloat32> cross =
        attention(w.at("attn2"), two, context, contextWidth, level, 1); // [B*N, C]
    x = tf.math.add(x, layers.named(name + "_attn2", cross)); // [B*N, C]
    Operand<TFloat32> three = layers.layerNorm(w.at("norm3"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<TFloat32> fed = feedForward(w.at("ff"), three, c); // [B*N, C]
    return layers.named(
        name + "_block", tf.math.add(x, layers.named(name + "_ff", fed))); // [B*N, C]
  }

  /** x [B*N, C], other [B*M, otherWidth] -> [B*N, C]. */
  private Operand<TFloat32> attention(
      Weights w,
      Operand<TFloat32> x,
      Operand<TFloat32> other,
      int otherWidth,
      Level level,
      int slices) {
    int c = level.channels();
    Operand<TFloat32> q = layers.linearWithoutBias(w.at("to_q"), x, c, c); // [B*N, C]
    Operand<TFloat32> k = layers.linearWithoutBias(w.at("to_k"), other, otherWidth, c); // [B*M, C]
    Operand<TFloat32> v = layers.linearWithoutBias(w.at("to_v"), other, otherWidth, c); // [B*M, C]
    Operand<TFloat32> seen =
        new Attention(tf, level.heads(), slices).attend(q, k, v, batch, c); // [B*N, C]
    return layers.linear(w.at("to_out.0"), seen, c, c); // [B*N, C]
  }

  /** GEGLU (Shazeer 2020, arXiv:2002.05202): value * gelu(gate). x [B*N, C] -> [B*N, C]. */
  private Operand<TFloat32> feedForward(Weights w, Operand<TFloat32> x, int c) {
    int inner = 4 * c;
    Operand<TFloat32> both = layers.linear(w.at("net.0.proj"), x, c, 2 * inner); // [B*N, 8C]
    var halves = tf.split(tf.constant(1), both, 2L).output(); // 2 x [B*N, 4C]
    Operand<TFloat32> gated = tf.math.mul(halves.get(0), layers.gelu(halves.get(1))); // [B*N, 4C]
    return layers.linear(w.at("net.2"), gated, inner, c); // [B*N, C]
  }
}
