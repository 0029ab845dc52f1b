package org.imagineer.inference.savedmodel;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.network.Network;

/** The graphs of a checkpoint's networks. Building them checks every tensor, but reads none. */
final class NetworkGraphs implements AutoCloseable {

  private final Map<NetworkName, Network> built = new EnumMap<>(NetworkName.class);

  private NetworkGraphs() {}

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if a tensor is missing or not as
   *     the configuration wants it, or an option is not implemented
   */
  static NetworkGraphs build(Checkpoint source) {
    NetworkGraphs graphs = new NetworkGraphs();
    try {
      for (NetworkName name : NetworkName.values()) {
        graphs.built.put(name, name.build(source));
      }
      return graphs;
    } catch (RuntimeException e) {
      graphs.close();
      throw e;
    }
  }

  Map<NetworkName, Network> all() {
    return built;
  }

  /** Bytes of all weights as the checkpoint stores them. */
  long storedBytes() {
    return built.values().stream()
        .map(Network::variables)
        .flatMap(Collection::stream)
        .mapToLong(variable -> variable.source().length())
        .sum();
  }

  /** Number of weights of each network, by its folder. */
  Map<String, Long> parameters() {
    Map<String, Long> counts = new LinkedHashMap<>();
    built.forEach((name, network) -> counts.put(name.folder(), network.parameterCount()));
    return counts;
  }

  @Override
  public void close() {
    built.values().forEach(Network::close);
  }
}
