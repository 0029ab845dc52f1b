package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The coarsest level of the VAE's encoder and decoder: a resnet, attention with one head, a resnet.
 */
record VaeMiddle(Ops tf, Layers layers, VaeConfig size) {

  private static final int QUERY_SLICES = 4;

  /** x [B, h, w, C] -> [B, h, w, C]. */
  Operand<TFloat32> apply(Weights w, Operand<TFloat32> x) {
    int c = size.coarsest();
    Resnet resnet = new Resnet(tf, layers, size.groups(), VaeConfig.EPS);
    x = resnet.apply(w.at("resnets.0"), x, c, c); // [B, h, w, C]
    x = layers.named("mid_attention", attention(w.at("attentions.0"), x, c)); // [B, h, w, C]
    x = resnet.apply(w.at("resnets.1"), x, c, c); // [B, h, w, C]
    return layers.named("mid", x);
  }

  private Operand<TFloat32> attention(Weights w, Operand<TFloat32> x, int c) {
    Operand<TFloat32> normed =
        layers.groupNorm(w.at("group_norm"), x, c, size.groups(), VaeConfig.EPS); // [B, h, w, C]
    Operand<TFloat32> rows = layers.rows(normed, c); // [B*N, C]
    Operand<TFloat32> q = layers.linear(w.at("to_q"), rows, c, c); // [B*N, C]
    Operand<TFloat32> k = layers.linear(w.at("to_k"), rows, c, c); // [B*N, C]
    Operand<TFloat32> v = layers.linear(w.at("to_v"), rows, c, c); // [B*N, C]
    Operand<TFloat32> seen =
        new Attention(tf, 1, QUERY_SLICES).attend(q, k, v, layers.batch(x), c); // [B*N, C]
    Operand<TFloat32> out = layers.linear(w.at("to_out.0"), seen, c, c); // [B*N, C]
    return tf.math.add(x, tf.reshape(out, tf.shape(x))); // [B, h, w, C]
  }
}
