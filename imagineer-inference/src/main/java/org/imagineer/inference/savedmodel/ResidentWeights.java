package org.imagineer.inference.savedmodel;

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

  static ResidentWeights of(ModelPackage model, NetworkName name, Precision precision) {
    WeightType stored = model.description().weightTypes().get(name.folder());
    return new ResidentWeights(
        model.folder().resolve(name.folder()).resolve("variables").resolve("variables").toString(),
        stored,
        precision.resident(name, stored).type());
  }

  /** Fills the variables, one after the other: only one of them is in memory twice. */
  void load(Graph graph, Session session, List<Variable> variables) {
    Ops tf = Ops.create(graph).withSubScope("load");
    Op last = tf.withName("begin").noOp();
    for (Variable variable : variables) {
      Operand<? extends TNumber> value =
          read(tf.withControlDependencies(last), variable.name(), type);
      last = tf.assignVariableOp(variable.handle(), value);
    }
    session.runner().addTarget(last).run().close();
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
    Operand<?> value =
        tf.train
            .restore(
                tf.constant(files),
                VariableFiles.texts(tf, List.of(name)),
                VariableFiles.texts(tf, List.of("")),
                List.of(stored.type()))
            .tensors()
            .get(0);
    return stored.type() == as
        ? value.asOutput().expect(as)
        : tf.dtypes.cast(value.asOutput().expect(stored.type()), as);
  }
}
