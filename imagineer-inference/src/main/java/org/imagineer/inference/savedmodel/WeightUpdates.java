package org.imagineer.inference.savedmodel;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;

/**
 * Changes weights of a resident network in place.
 *
 * <pre>W = W0 + up down</pre>
 *
 * W0 is read anew from the package's files each time, so a weight that is set back is bit-equal to
 * what was loaded, and changes never add up rounding errors. Weights are updated in fixed {@link
 * WeightGroup}s, since TensorFlow prepares each distinct set of operations anew.
 */
final class WeightUpdates {

  private final Session session;
  private final Map<String, Shape> weights;
  private final List<WeightGroup> groups;
  private final Set<String> changed = new TreeSet<>();

  /**
   * @param files that hold the network's variables
   */
  WeightUpdates(Graph graph, Session session, ResidentWeights files) {
    this.session = session;
    weights = weights(graph);
    groups = WeightGroup.of(weights, graph, files);
  }

  /** Matrices and kernels by name, in the layout of checkpoints: [out, in] or OIHW. */
  Map<String, Shape> weights() {
    return weights;
  }

  /**
   * Gives the named weights these changes and takes all earlier ones back. If it fails, all weights
   * are as they were loaded, or (where that fails, too) will be after the next call.
   *
   * @param changes by the weight's name; asked for one group after the other
   */
  void apply(Map<String, Supplier<LowRank>> changes) {
    try {
      groups.forEach(group -> update(group, changes));
    } catch (RuntimeException e) {
      try {
        groups.forEach(group -> update(group, Map.of()));
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    } finally {
      NativeHeap.trim();
    }
  }

  private void update(WeightGroup group, Map<String, Supplier<LowRank>> changes) {
    if (!Collections.disjoint(group.names(), changes.keySet())) {
      changed.addAll(group.names());
      group.change(session, changes);
    } else if (!Collections.disjoint(group.names(), changed)) {
      group.restore(session);
      changed.removeAll(group.names());
    }
  }

  private static Map<String, Shape> weights(Graph graph) {
    Map<String, Shape> weights = new LinkedHashMap<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals("VarHandleOp")) {
        Shape shape = operation.attributes().getAttrShape("shape");
        if (shape.numDimensions() == 2) {
          weights.put(operation.name(), shape);
        } else if (shape.numDimensions() == 4) {
          weights.put(
              operation.name(), Shape.of(shape.get(3), shape.get(2), shape.get(0), shape.get(1)));
        }
      }
    }
    return Collections.unmodifiableMap(weights);
  }
}
