package org.imagineer.inference.savedmodel;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.network.Network;
import org.imagineer.inference.network.Variable;

/** The graphs of a checkpoint's networks. Building them checks every tensor, but reads none. */
final class NetworkGraphs implements AutoCloseable {

  private final Map<NetworkName, Sourced> built = new EnumMap<>(NetworkName.class);

  private NetworkGraphs() {}

  /**
   * A network and where its weights come from.
   *
   * @param type what the weights are to be stored as
   */
  record Sourced(Network network, CheckpointPart part, WeightType type) {

    private static Sourced of(Network network, CheckpointPart part) {
      return new Sourced(
          network,
          part,
          WeightType.holding(
              network.variables().stream()
                  .map(variable -> part.tensor(variable.name(), variable.stored()).type())
                  .toList()));
    }

    List<Variable> variables() {
      return network.variables();
    }

    StoredTensor source(Variable variable) {
      return part.tensor(variable.name(), variable.stored());
    }

    /** Bytes of all weights in the package. */
    long bytes() {
      return network.parameterCount() * type.bytes();
    }
  }

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if a tensor is missing or not as
   *     the configuration wants it, or an option is not implemented
   */
  static NetworkGraphs build(Checkpoint source) {
    NetworkGraphs graphs = new NetworkGraphs();
    try {
      for (NetworkName name : NetworkName.values()) {
        CheckpointPart part = name.part(source);
        Network network = Network.of(name.blueprint(part.config()), part);
        graphs.built.put(name, Sourced.of(network, part));
      }
      return graphs;
    } catch (RuntimeException e) {
      graphs.close();
      throw e;
    }
  }

  Map<NetworkName, Sourced> all() {
    return built;
  }

  /** Bytes of all weights as the checkpoint stores them. */
  long storedBytes() {
    return sum(
        sourced ->
            sourced.variables().stream()
                .mapToLong(variable -> sourced.source(variable).length())
                .sum());
  }

  /** Bytes of all weights in the package. */
  long bytes() {
    return sum(Sourced::bytes);
  }

  private long sum(ToLongFunction<Sourced> of) {
    return built.values().stream().mapToLong(of).sum();
  }

  /** Number of weights of each network, by its folder. */
  Map<String, Long> parameters() {
    Map<String, Long> counts = new LinkedHashMap<>();
    built.forEach((name, sourced) -> counts.put(name.folder(), sourced.network().parameterCount()));
    return counts;
  }

  /** What the weights of each network are stored as, by its folder. */
  Map<String, WeightType> types() {
    Map<String, WeightType> types = new LinkedHashMap<>();
    built.forEach((name, sourced) -> types.put(name.folder(), sourced.type()));
    return types;
  }

  @Override
  public void close() {
    built.values().stream().map(Sourced::network).forEach(Network::close);
  }
}
