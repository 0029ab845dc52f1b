package org.imagineer.inference.savedmodel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.network.Extent;

/** Matrices and kernels of a network as they are in memory. */
final class ResidentValues {

  private ResidentValues() {}

  /** By name, flattened; the network must be in float32. */
  static Map<String, float[]> of(LoadedNetwork network) {
    List<String> names = List.copyOf(network.weights().weights().keySet());
    List<float[]> all =
        network.run(Extent.OPEN).fetch(names.stream().map(name -> name + ".value").toList());
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), all.get(i));
    }
    return values;
  }

  static Map<String, float[]> of(ModelPackage model, NetworkName name) {
    try (LoadedNetwork network =
        LoadedNetwork.open(model, name, new SessionOptions(Device.CPU, Precision.FLOAT32))) {
      return of(network);
    }
  }
}
