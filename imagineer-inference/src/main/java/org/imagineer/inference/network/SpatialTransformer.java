package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

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
record SpatialTransformer<T extends TNumber>(
    Ops tf,
    Layers<T> layers,
    int groups,
    boolean linearProjection,
    Operand<T> context,
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
   */
  record Level<T extends TNumber>(int channels, int heads, int depth, TokenMerging<T> merging) {}

  /** x [B, h, w, C] -> [B, h, w, C]. */
  Operand<T> apply(Weights w, String name, Operand<T> x, Level<T> level) {
    int c = level.channels();
    Operand<T> normed =
        layers.groupNorm(w.at("norm"), x, c, groups, GROUP_NORM_EPS); // [B, h, w, C]
    Operand<T> hidden =
        linearProjection
            ? layers.linear(w.at("proj_in"), layers.rows(normed, c), c, c)
            : layers.rows(layers.conv1(w.at("proj_in"), normed, c, c), c); // [B*h*w, C]
    for (int i = 0; i < level.depth(); i++) {
      String blockName = i == 0 ? name : name + "_" + i;
      hidden = block(w.at("transformer_blocks." + i), blockName, hidden, level); // [B*h*w, C]
    }
    return layers.named(name, tf.math.add(x, projectOut(w.at("proj_out"), hidden, x, c)));
  }

  private Operand<T> projectOut(Weights w, Operand<T> hidden, Operand<T> like, int c) {
    Operand<TInt32> shape = tf.shape(like);
    return linearProjection
        ? tf.reshape(layers.linear(w, hidden, c, c), shape)
        : layers.conv1(w, tf.reshape(hidden, shape), c, c); // [B, h, w, C]
  }

  /** x [B*N, C] -> [B*N, C]. */
  private Operand<T> block(Weights w, String name, Operand<T> x, Level<T> level) {
    int c = level.channels();
    Operand<T> one = layers.layerNorm(w.at("norm1"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<T> self = selfAttention(w.at("attn1"), one, level); // [B*N, C]
    x = tf.math.add(x, layers.named(name + "_attn1", self)); // [B*N, C]
    Operand<T> two = layers.layerNorm(w.at("norm2"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<T> cross = attention(w.at("attn2"), two, context, contextWidth, level); // [B*N, C]
    x = tf.math.add(x, layers.named(name + "_attn2", cross)); // [B*N, C]
    Operand<T> three = layers.layerNorm(w.at("norm3"), x, c, LAYER_NORM_EPS); // [B*N, C]
    Operand<T> fed = feedForward(w.at("ff"), three, c); // [B*N, C]
    return layers.named(
        name + "_block", tf.math.add(x, layers.named(name + "_ff", fed))); // [B*N, C]
  }

  /** x [B*N, C] -> [B*N, C]. */
  private Operand<T> selfAttention(Weights w, Operand<T> x, Level<T> level) {
    if (level.merging() == null) {
      return attention(w, x, x, level.channels(), level); // [B*N, C]
    }
    var merge = level.merging().of(x, level.channels());
    Operand<T> fewer = merge.merged(x); // [B*M, C]
    return merge.unmerged(attention(w, fewer, fewer, level.channels(), level)); // [B*N, C]
  }

  /** x [B*N, C], other [B*M, otherWidth] -> [B*N, C]. */
  private Operand<T> attention(
      Weights w, Operand<T> x, Operand<T> other, int otherWidth, Level<T> level) {
    int c = level.channels();
    Operand<T> q = layers.linearWithoutBias(w.at("to_q"), x, c, c); // [B*N, C]
    Operand<T> k = layers.linearWithoutBias(w.at("to_k"), other, otherWidth, c); // [B*M, C]
    Operand<T> v = layers.linearWithoutBias(w.at("to_v"), other, otherWidth, c); // [B*M, C]
    Operand<T> seen =
        new Attention<>(layers, level.heads(), null).attend(q, k, v, batch, c); // [B*N, C]
    return layers.linear(w.at("to_out.0"), seen, c, c); // [B*N, C]
  }

  /** Feed-forward with GEGLU. x [B*N, C] -> [B*N, C]. */
  private Operand<T> feedForward(Weights w, Operand<T> x, int c) {
    int inner = 4 * c;
    Weights proj = w.at("net.0.proj");
    Operand<T> both = layers.linearWithoutBias(proj, x, c, 2 * inner); // [B*N, 8C]
    Operand<T> bias = layers.weight(proj.get("bias", 2 * inner), x); // [8C]
    Operand<T> gated = new Gate<>(layers).apply(both, bias); // [B*N, 4C]
    return layers.linear(w.at("net.2"), gated, inner, c); // [B*N, C]
  }
}
