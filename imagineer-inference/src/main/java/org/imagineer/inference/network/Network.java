package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Output;

/**
 * A graph whose weights are declared, but hold nothing yet. All inputs and outputs are float32
 * (token ids int32); images and latents are NCHW there and NHWC within. Intermediate activations
 * can be fetched by the names that the reference's golden vectors use, such as {@code
 * down_0_resnet_0}.
 *
 * @param graph owned by this record
 * @param variables all weights
 * @param inputs placeholders, named as they are to be fed
 * @param outputs operations, named as they are to be fetched
 */
public record Network(
    Graph graph, List<Variable> variables, List<Output<?>> inputs, List<Output<?>> outputs)
    implements AutoCloseable {

  /** Number of weights. */
  public long parameterCount() {
    return variables.stream().mapToLong(variable -> variable.shape().size()).sum();
  }

  @Override
  public void close() {
    graph.close();
  }
}
