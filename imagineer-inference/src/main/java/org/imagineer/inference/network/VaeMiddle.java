package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The coarsest level of the VAE's encoder and decoder: a resnet, attention with one head, a resnet.
 */
record VaeMiddle<T extends TNumber>(Ops tf, Layers<T> layers, VaeConfig size) {

  /** x [B, h, w, C] -> [B, h, w, C]. */
  Operand<T> apply(Weights w, Operand<T> x) {
    int c = size.coarsest();
    Resnet<T> resnet = new Resnet<>(tf, layers, size.groups(), VaeConfig.EPS);
    x = resnet.apply(w.at("resnets.0"), x, c, c); // [B, h, w, C]
    x = layers.named("mid_attention", attention(w.at("attentions.0"), x, c)); // [B, h, w, C]
    x = resnet.apply(w.at("resnets.1"), x, c, c); // [B, h, w, C]
    return layers.named("mid", x);
  }

  private Operand<T> attention(Weights w, Operand<T> x, int c) {
    Operand<T> normed =
        layers.groupNorm(w.at("group_norm"), x, c, size.groups(), VaeConfig.EPS); // [B, h, w, C]
    Operand<T> rows = layers.rows(normed, c); // [B*N, C]
    Operand<T> q = layers.linear(w.at("to_q"), rows, c, c); // [B*N, C]
    Operand<T> k = layers.linear(w.at("to_k"), rows, c, c); // [B*N, C]
    Operand<T> v = layers.linear(w.at("to_v"), rows, c, c); // [B*N, C]
    Operand<T> seen =
        new Attention<>(layers, 1, null).attend(q, k, v, layers.batch(x), c); // [B*N, C]
    Operand<T> out = layers.linear(w.at("to_out.0"), seen, c, c); // [B*N, C]
    return tf.math.add(x, tf.reshape(out, tf.shape(x))); // [B, h, w, C]
  }
}
