package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The residual block of UNet and VAE: norm, SiLU, convolution, twice; in the UNet the timestep's
 * embedding is added in between.
 *
 * @param groups of the norms
 * @param eps of the norms
 */
record Resnet(Ops tf, Layers layers, int groups, float eps) {

  /** x [B, h, w, in] -> [B, h, w, out]. */
  Operand<TFloat32> apply(Weights w, Operand<TFloat32> x, int in, int out) {
    return second(w, x, first(w, x, in, out), in, out);
  }

  /**
   * x [B, h, w, in] -> [B, h, w, out].
   *
   * @param time SiLU of the timesteps' embedding [B, timeWidth]
   */
  Operand<TFloat32> apply(
      Weights w, Operand<TFloat32> x, Operand<TFloat32> time, int timeWidth, int in, int out) {
    Operand<TFloat32> shift =
        layers.linear(w.at("time_emb_proj"), time, timeWidth, out); // [B, out]
    Operand<TFloat32> spread =
        tf.reshape(shift, tf.constant(new int[] {-1, 1, 1, out})); // [B, 1, 1, out]
    Operand<TFloat32> shifted = tf.math.add(first(w, x, in, out), spread); // [B, h, w, out]
    return second(w, x, shifted, in, out);
  }

  private Operand<TFloat32> first(Weights w, Operand<TFloat32> x, int in, int out) {
    Operand<TFloat32> normed = layers.groupNorm(w.at("norm1"), x, in, groups, eps); // [B, h, w, in]
    return layers.conv3(w.at("conv1"), layers.silu(normed), in, out); // [B, h, w, out]
  }

  private Operand<TFloat32> second(
      Weights w, Operand<TFloat32> x, Operand<TFloat32> hidden, int in, int out) {
    Operand<TFloat32> normed =
        layers.groupNorm(w.at("norm2"), hidden, out, groups, eps); // [B, h, w, out]
    Operand<TFloat32> residual =
        layers.conv3(w.at("conv2"), layers.silu(normed), out, out); // [B, h, w, out]
    Operand<TFloat32> base =
        in == out ? x : layers.conv1(w.at("conv_shortcut"), x, in, out); // [B, h, w, out]
    return tf.math.add(base, residual); // [B, h, w, out]
  }
}
