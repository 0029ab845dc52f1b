package org.imagineer.inference.savedmodel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Weights that are updated together, and the operations that do it, which are added to the graph
 * when they are first needed. The weights' turns are ordered, so that only one of them is in memory
 * twice.
 */
final class WeightGroup {

  /** Weights of one group, at most: what they are changed by is in memory at once. */
  private static final int LARGEST = 64;

  private final String name;
  private final Graph graph;
  private final ResidentWeights files;
  private final Map<String, Shape> weights = new LinkedHashMap<>();
  private List<Update> updates;
  private Op changed;
  private Op restored;

  private record Update(
      String weight, Shape shape, Placeholder<TFloat32> up, Placeholder<TFloat32> down) {}

  private WeightGroup(String name, Graph graph, ResidentWeights files) {
    this.name = name;
    this.graph = graph;
    this.files = files;
  }

  /** Divides weights into groups of what LoRAs usually change together. */
  static List<WeightGroup> of(Map<String, Shape> weights, Graph graph, ResidentWeights files) {
    Map<String, WeightGroup> groups = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> weight : weights.entrySet()) {
      String kind = kind(weight.getKey());
      int index = counts.merge(kind, 1, Integer::sum) - 1;
      String name = kind + "_" + index / LARGEST;
      groups
          .computeIfAbsent(name, key -> new WeightGroup(key, graph, files))
          .weights
          .put(weight.getKey(), weight.getValue());
    }
    return List.copyOf(groups.values());
  }

  private static String kind(String weight) {
    if (weight.contains("attn")) {
      return "attention";
    }
    return weight.matches(".*\\.(ff|mlp|proj_in|proj_out)\\..*") ? "feed_forward" : "other";
  }

  Set<String> names() {
    return weights.keySet();
  }

  /** Sets each weight to what was loaded, plus its change where it has one. */
  void change(Session session, Map<String, Supplier<LowRank>> changes) {
    build();
    Session.Runner runner = session.runner().addTarget(changed);
    List<Tensor> fed = new ArrayList<>();
    try {
      for (Update update : updates) {
        Supplier<LowRank> change = changes.get(update.weight());
        feed(runner, update, change == null ? null : change.get(), fed);
      }
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Sets each weight to what was loaded. */
  void restore(Session session) {
    build();
    session.runner().addTarget(restored).run().close();
  }

  private static void feed(Session.Runner runner, Update update, LowRank change, List<Tensor> fed) {
    Shape shape = update.shape();
    long out = shape.get(0);
    long in = shape.size() / out;
    int rank = change == null ? 0 : change.rank();
    float[] down = change == null ? new float[0] : change.down();
    if (shape.numDimensions() == 4 && shape.get(2) * shape.get(3) > 1) {
      down = channelsLast(down, rank, (int) shape.get(1), (int) (shape.get(2) * shape.get(3)));
    }
    TFloat32 ups =
        TFloat32.tensorOf(
            Shape.of(out, rank), DataBuffers.of(change == null ? new float[0] : change.up()));
    fed.add(ups);
    TFloat32 downs = TFloat32.tensorOf(Shape.of(rank, in), DataBuffers.of(down));
    fed.add(downs);
    runner.feed(update.up(), ups).feed(update.down(), downs);
  }

  /** [R, in, positions] -> [R, positions, in]. */
  private static float[] channelsLast(float[] x, int rank, int in, int positions) {
    float[] y = new float[x.length];
    for (int r = 0; r < rank; r++) {
      int first = r * in * positions;
      for (int c = 0; c < in; c++) {
        for (int p = 0; p < positions; p++) {
          y[first + p * in + c] = x[first + c * positions + p];
        }
      }
    }
    return y;
  }

  private void build() {
    if (updates != null) {
      return;
    }
    Ops tf = Ops.create(graph).withSubScope("update_" + name);
    List<Update> all = new ArrayList<>();
    Op lastChange = tf.withName("begin").noOp();
    Op lastRestore = lastChange;
    for (Map.Entry<String, Shape> weight : weights.entrySet()) {
      Update update =
          new Update(
              weight.getKey(),
              weight.getValue(),
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1))),
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1))));
      GraphOperation variable = graph.operationOrThrow(weight.getKey());
      Ops turn = tf.withControlDependencies(lastChange);
      Operand<TFloat32> base = files.original(turn, weight.getKey());
      Operand<TFloat32> sum = tf.math.add(base, delta(turn, update)); // the variable's shape
      lastChange = tf.assignVariableOp(variable.output(0), files.resident(tf, sum));
      Operand<TFloat32> original =
          files.original(tf.withControlDependencies(lastRestore), weight.getKey());
      lastRestore = tf.assignVariableOp(variable.output(0), files.resident(tf, original));
      all.add(update);
    }
    changed = lastChange;
    restored = lastRestore;
    updates = all;
  }

  /** The change in the layout of the variable: [out, in] or [height, width, in, out]. */
  private static Operand<TFloat32> delta(Ops tf, Update update) {
    Shape shape = update.shape();
    if (shape.numDimensions() == 2) {
      return tf.linalg.matMul(update.up(), update.down()); // [out, in]
    }
    Operand<TFloat32> product =
        tf.linalg.matMul(
            update.down(),
            update.up(),
            MatMul.transposeA(true),
            MatMul.transposeB(true)); // [h*w*in, out]
    long[] kernel = {shape.get(2), shape.get(3), shape.get(1), shape.get(0)};
    return tf.reshape(product, tf.constant(kernel)); // [h, w, in, out]
  }
}
