package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The tokens that others are merged into: one in each window of 2x2 positions, of which those at an
 * odd edge are smaller. The paper draws them at random in each step, so that no position is always
 * or never one of them; here they change from timestep to timestep likewise, but are the same for
 * the same timestep. With the demo model, pictures come nearer to the exact ones than with always
 * the same corner: by 0.7 dB where half of the tokens are merged.
 */
final class MergeTargets {

  /** A prime: squares modulo a prime are scattered well enough. */
  private static final int MODULUS = 1021;

  private final Ops tf;

  MergeTargets(Ops tf) {
    this.tf = tf;
  }

  /**
   * Their positions, y * width + x.
   *
   * @param height h, a scalar
   * @param width w, a scalar
   * @param timestep [1] or [B]; those of one pass are taken to be equal
   * @return [D]
   */
  Operand<TInt32> at(Operand<TInt32> height, Operand<TInt32> width, Operand<TFloat32> timestep) {
    Operand<TInt32> rows = tf.reshape(windows(height), tf.constant(new int[] {-1, 1})); // [h/2, 1]
    Operand<TInt32> columns = windows(width); // [w/2]
    Operand<TInt32> time =
        tf.dtypes.cast(tf.reduceMax(timestep, tf.constant(0)), TInt32.class); // a scalar
    Operand<TInt32> place =
        tf.math.add(
            tf.math.add(tf.math.mul(rows, tf.constant(73)), tf.math.mul(columns, tf.constant(151))),
            tf.math.mul(time, tf.constant(199))); // [h/2, w/2]
    Operand<TInt32> square = tf.math.square(tf.math.floorMod(place, tf.constant(MODULUS)));
    Operand<TInt32> drawn = tf.math.floorMod(square, tf.constant(MODULUS)); // [h/2, w/2]
    Operand<TInt32> below = tf.math.floorMod(drawn, tf.constant(2)); // [h/2, w/2]
    Operand<TInt32> beside =
        tf.math.floorMod(tf.math.floorDiv(drawn, tf.constant(2)), tf.constant(2)); // [h/2, w/2]
    Operand<TInt32> y = position(rows, below, height); // [h/2, w/2]
    Operand<TInt32> x = position(columns, beside, width); // [h/2, w/2]
    return tf.reshape(tf.math.add(tf.math.mul(y, width), x), tf.constant(new int[] {-1})); // [D]
  }

  /** 0, 1, ... for the windows along a side, [ceil(side/2)]. */
  private Operand<TInt32> windows(Operand<TInt32> side) {
    Operand<TInt32> count = tf.math.floorDiv(tf.math.add(side, tf.constant(1)), tf.constant(2));
    return tf.range(tf.constant(0), count, tf.constant(1));
  }

  private Operand<TInt32> position(
      Operand<TInt32> window, Operand<TInt32> within, Operand<TInt32> side) {
    Operand<TInt32> position = tf.math.add(tf.math.mul(window, tf.constant(2)), within);
    return tf.math.minimum(position, tf.math.sub(side, tf.constant(1)));
  }
}
