package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Tensors cut into slices, whose work is done one after the other to bound its memory. */
final class Slices<T extends TNumber> {

  private final Layers<T> layers;
  private final Ops tf;

  Slices(Layers<T> layers) {
    this.layers = layers;
    tf = layers.tf();
  }

  /** Slices of about the same length along an axis; the last takes what does not divide. */
  List<Operand<T>> of(Operand<T> x, int axis, int slices) {
    if (slices == 1) {
      return List.of(x);
    }
    Operand<TInt32> length = layers.size(x, axis);
    Operand<TInt32> each = tf.math.div(length, tf.constant(slices));
    Operand<TInt32> rest = tf.math.sub(length, tf.math.mul(each, tf.constant(slices - 1)));
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int i = 1; i < slices; i++) {
      sizes.add(each);
    }
    sizes.add(rest);
    return List.copyOf(tf.splitV(x, tf.stack(sizes), tf.constant(axis), (long) slices).output());
  }

  /** The same operand, which is there only after another one. */
  Operand<T> after(Op other, Operand<T> x) {
    return tf.withControlDependencies(other).identity(x);
  }

  /** Puts slices together again. */
  <U extends TType> Operand<U> joined(List<Operand<U>> slices, int axis) {
    return slices.size() == 1 ? slices.get(0) : tf.concat(slices, tf.constant(axis));
  }
}
