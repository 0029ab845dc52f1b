package org.imagineer.inference.savedmodel;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The networks of a model that are in memory. Each is loaded when it is first asked for. */
final class LoadedNetworks implements AutoCloseable {

  private final ModelPackage model;
  private final SessionOptions options;
  private final Map<Key, LoadedNetwork> open = new HashMap<>();

  private record Key(NetworkName name, Precision precision) {}

  LoadedNetworks(ModelPackage model, SessionOptions options) {
    this.model = model;
    this.options = options;
  }

  /** In the model's precision. */
  LoadedNetwork get(NetworkName name) {
    return get(name, options.precision());
  }

  LoadedNetwork get(NetworkName name, Precision precision) {
    return open.computeIfAbsent(
        new Key(name, precision),
        key -> LoadedNetwork.open(model, name, new SessionOptions(options.device(), precision)));
  }

  /**
   * Closes those that hold too many graphs; they are loaded again when they are needed.
   *
   * @return which ones
   */
  Set<NetworkName> closeCrowded() {
    Set<NetworkName> closed = EnumSet.noneOf(NetworkName.class);
    for (Iterator<Map.Entry<Key, LoadedNetwork>> all = open.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Key, LoadedNetwork> each = all.next();
      if (each.getValue().isCrowded()) {
        closed.add(each.getKey().name());
        each.getValue().close();
        all.remove();
      }
    }
    return closed;
  }

  @Override
  public void close() {
    open.values().forEach(LoadedNetwork::close);
    open.clear();
  }
}
