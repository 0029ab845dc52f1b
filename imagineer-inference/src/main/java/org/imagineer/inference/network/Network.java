package org.imagineer.inference.network;

import java.util.List;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/**
 * A network in a graph of its own, laid out for inputs of any size in the portable style. Its
 * weights are declared and checked, but hold nothing yet.
 *
 * @param graph owned by this record
 * @param variables all weights
 * @param ends inputs and outputs
 */
public record Network(Graph graph, List<Variable> variables, Blueprint.Ends ends)
    implements AutoCloseable {

  /**
   * Builds it.
   *
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the weights do not fit the
   *     configuration
   */
  public static Network of(Blueprint blueprint, CheckpointPart part) {
    Graph graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      Weights weights = Weights.of(part, tf);
      Blueprint.Ends ends = blueprint.layOut(tf, weights, Style.PORTABLE, Extent.OPEN);
      return new Network(graph, weights.variables(), ends);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** Number of weights. */
  public long parameterCount() {
    return variables.stream().mapToLong(variable -> variable.shape().size()).sum();
  }

  @Override
  public void close() {
    graph.close();
  }
}
