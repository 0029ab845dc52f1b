package org.imagineer.inference.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * A place in the tree of a checkpoint's tensor names, where layers declare the weights they need.
 * Each is checked against the checkpoint as it is declared.
 */
final class Weights {

  private final Ops tf;
  private final CheckpointPart part;
  private final String prefix;
  private final Map<String, Variable> declared;
  private final Map<String, Operand<TFloat32>> values;

  Weights(Ops tf, CheckpointPart part) {
    this(tf, part, "", new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  private Weights(
      Ops tf,
      CheckpointPart part,
      String prefix,
      Map<String, Variable> declared,
      Map<String, Operand<TFloat32>> values) {
    this.tf = tf;
    this.part = part;
    this.prefix = prefix;
    this.declared = declared;
    this.values = values;
  }

  /** The place below this one. */
  Weights at(String name) {
    return new Weights(tf, part, prefix + name + ".", declared, values);
  }

  /** A tensor as the checkpoint stores it. */
  Operand<TFloat32> get(String name, long... shape) {
    Shape stored = Shape.of(shape);
    return declare(name, stored, Variable.Layout.AS_STORED, stored);
  }

  /** A convolution's kernel, [size, size, in, out]. */
  Operand<TFloat32> kernel(int size, int in, int out) {
    return declare(
        "weight",
        Shape.of(out, in, size, size),
        Variable.Layout.OIHW_TO_HWIO,
        Shape.of(size, size, in, out));
  }

  private Operand<TFloat32> declare(
      String name, Shape stored, Variable.Layout layout, Shape shape) {
    String full = prefix + name;
    return values.computeIfAbsent(
        full,
        key -> {
          StoredTensor source = part.tensor(full, stored);
          VarHandleOp handle =
              tf.withName(full).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(full));
          declared.put(full, new Variable(full, source, layout, shape, handle));
          return tf.withName(full + ".value").readVariableOp(handle, TFloat32.class);
        });
  }

  /** All that has been declared anywhere in this tree. */
  List<Variable> variables() {
    return List.copyOf(declared.values());
  }
}
