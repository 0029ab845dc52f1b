package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The residual block of UNet and VAE: norm, SiLU, convolution, twice; in the UNet the timestep's
 * embedding is added in between.
 *
 * @param groups of the norms
 * @param eps of the norms
 */
record Resnet<T extends TNumber>(Ops tf, Layers<T> layers, int groups, float eps) {

  /** x [B, h, w, in] -> [B, h, w, out]. */
  Operand<T> apply(Weights w, Operand<T> x, int in, int out) {
    return second(w, x, first(w, x, in, out), in, out);
  }

  /**
   * x [B, h, w, in] -> [B, h, w, out].
   *
   * @param time SiLU of the timesteps' embedding [B, timeWidth]
   */
  Operand<T> apply(Weights w, Operand<T> x, Operand<T> time, int timeWidth, int in, int out) {
    Operand<T> shift = layers.linear(w.at("time_emb_proj"), time, timeWidth, out); // [B, out]
    Operand<T> spread = tf.reshape(shift, tf.constant(new int[] {-1, 1, 1, out})); // [B, 1, 1, out]
    Operand<T> shifted = tf.math.add(first(w, x, in, out), spread); // [B, h, w, out]
    return second(w, x, shifted, in, out);
  }

  private Operand<T> first(Weights w, Operand<T> x, int in, int out) {
    Operand<T> normed = layers.groupNormSilu(w.at("norm1"), x, in, groups, eps); // [B, h, w, in]
    return layers.conv3(w.at("conv1"), normed, in, out); // [B, h, w, out]
  }

  private Operand<T> second(Weights w, Operand<T> x, Operand<T> hidden, int in, int out) {
    Operand<T> normed =
        layers.groupNormSilu(w.at("norm2"), hidden, out, groups, eps); // [B, h, w, out]
    Operand<T> residual = layers.conv3(w.at("conv2"), normed, out, out); // [B, h, w, out]
    Operand<T> base =
        in == out ? x : layers.conv1(w.at("conv_shortcut"), x, in, out); // [B, h, w, out]
    return tf.math.add(base, residual); // [B, h, w, out]
  }
}
