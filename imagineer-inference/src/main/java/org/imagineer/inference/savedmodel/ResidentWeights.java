package org.imagineer.inference.savedmodel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.imagineer.inference.network.Variable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * How the weights of a network get from its files into memory.
 *
 * @param files prefix of the files
 * @param stored what they hold
 * @param type of the variables in memory
 */
record ResidentWeights(String files, WeightType stored, Class<? extends TNumber> type) {

  /** Bytes that are read at once. */
  private static final long PART = 32L << 20;

  static ResidentWeights of(ModelPackage model, NetworkName name, Precision precision) {
    WeightType stored = model.description().weightTypes().get(name.folder());
    return new ResidentWeights(
        model.folder().resolve(name.folder()).resolve("variables").resolve("variables").toString(),
        stored,
        precision.resident(name, stored).type());
  }

  /** Fills the variables, part after part: only one part of them is in memory twice. */
  void load(Graph graph, Session session, List<Variable> variables) {
    Ops tf = Ops.create(graph).withSubScope("load");
    Op last = tf.withName("begin").noOp();
    List<Variable> part = new ArrayList<>();
    long size = 0;
    for (Variable variable : variables) {
      part.add(variable);
      size += variable.shape().size() * stored.bytes();
      if (size >= PART) {
        last = load(tf.withControlDependencies(last), part);
        part.clear();
        size = 0;
      }
    }
    last = load(tf.withControlDependencies(last), part);
    session.runner().addTarget(last).run().close();
  }

  private Op load(Ops tf, List<Variable> part) {
    List<Operand<?>> values = restored(tf, part.stream().map(Variable::name).toList());
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < part.size(); i++) {
      assigned.add(tf.assignVariableOp(part.get(i).handle(), as(tf, values.get(i), type)));
    }
    return tf.withControlDependencies(assigned).noOp();
  }

  /** A weight as it was stored, in float32. */
  Operand<TFloat32> original(Ops tf, String name) {
    return read(tf, name, TFloat32.class);
  }

  /** Rounds, or widens, to what is in memory. */
  Operand<? extends TNumber> resident(Ops tf, Operand<TFloat32> value) {
    return type == TFloat32.class ? value : tf.dtypes.cast(value, type);
  }

  private <T extends TNumber> Operand<T> read(Ops tf, String name, Class<T> as) {
    return as(tf, restored(tf, List.of(name)).get(0), as);
  }

  private List<Operand<?>> restored(Ops tf, List<String> names) {
    return List.copyOf(
        tf.train
            .restore(
                tf.constant(files),
                VariableFiles.texts(tf, names),
                VariableFiles.texts(tf, Collections.nCopies(names.size(), "")),
                Collections.nCopies(names.size(), stored.type()))
            .tensors());
  }

  private <T extends TNumber> Operand<T> as(Ops tf, Operand<?> value, Class<T> as) {
    return stored.type() == as
        ? value.asOutput().expect(as)
        : tf.dtypes.cast(value.asOutput().expect(stored.type()), as);
  }
}
