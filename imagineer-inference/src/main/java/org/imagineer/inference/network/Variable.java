package org.imagineer.inference.network;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/**
 * A weight of a network: a resource variable.
 *
 * @param name of the variable, the checkpoint's name for it
 * @param stored shape in the checkpoint; the same number of elements
 * @param layout how the values get from there into the variable
 * @param shape of the variable
 * @param handle of the variable in the graph
 */
public record Variable(
    String name, Shape stored, Layout layout, Shape shape, Operand<? extends TType> handle) {

  /** The order of a tensor's values. */
  public enum Layout {
    /** As in the checkpoint; for linear layers [out, in]. */
    AS_STORED,
    /** A convolution's kernel: [out, in, height, width] there, [height, width, in, out] here. */
    OIHW_TO_HWIO
  }
}
