package org.imagineer.inference.network;

import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What a network computes in, and which of several ways to compute the same it takes.
 *
 * @param type of the activations
 * @param fused whether norms and gates are single operations that only TensorFlow's build for x86
 *     processors has; elsewhere they are made of many
 * @param separateBias whether biases are kept apart from matrix products, see {@link Layers#linear}
 */
public record Style<T extends TNumber>(Class<T> type, boolean fused, boolean separateBias) {

  /** What every TensorFlow can run, in float32. */
  public static final Style<TFloat32> PORTABLE = new Style<>(TFloat32.class, false, false);
}
