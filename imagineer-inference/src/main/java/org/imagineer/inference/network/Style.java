package org.imagineer.inference.network;

import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What a network computes in, and which of several ways to compute the same it takes.
 *
 * @param type of the activations
 * @param fused whether norms are single operations that only TensorFlow's build for x86 processors
 *     has; elsewhere they are made of many
 * @param compiled whether chains of elementwise operations are compiled, see {@link Compiled}
 * @param separateBias whether biases are kept apart from matrix products, see {@link Layers#linear}
 */
public record Style<T extends TNumber>(
    Class<T> type, boolean fused, boolean compiled, boolean separateBias) {

  /** What every TensorFlow can run, in float32. */
  public static final Style<TFloat32> PORTABLE = ofOrdinaryOperations(TFloat32.class);

  /** What every TensorFlow can run. */
  public static <T extends TNumber> Style<T> ofOrdinaryOperations(Class<T> type) {
    return new Style<>(type, false, false, false);
  }
}
