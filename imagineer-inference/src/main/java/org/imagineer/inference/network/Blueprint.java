package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The structure of a network, as its configuration describes it. It can be laid out in a graph any
 * number of times, for inputs of different extents; all of them share the weights. All inputs and
 * outputs are float32 (token ids int32), whatever the network computes in; images and latents are
 * NCHW there and NHWC within. Intermediate activations can be fetched by the names that the
 * reference's golden vectors use, such as {@code down_0_resnet_0}. Immutable.
 */
public interface Blueprint {

  /**
   * A layout's ends.
   *
   * @param inputs placeholders, named as they are to be fed
   * @param outputs operations, named as they are to be fetched
   */
  record Ends(List<Output<?>> inputs, List<Output<?>> outputs) {}

  /** The network with shortcuts; the same one where it can take none. */
  default Blueprint taking(Shortcuts shortcuts) {
    return this;
  }

  /**
   * Adds the network to a graph.
   *
   * @param tf where in the graph, its names included
   * @param weights that are declared as they are needed, or found if they have been declared before
   * @param style what it computes in, and how
   * @param extent of the inputs
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the weights do not fit
   */
  <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent);
}
