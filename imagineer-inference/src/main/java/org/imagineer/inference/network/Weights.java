package org.imagineer.inference.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A place in the tree of a checkpoint's tensor names, where layers declare the weights they need.
 * Not thread-safe.
 */
public final class Weights {

  private final Ops tf;
  private final Class<? extends TNumber> type;
  private final BiConsumer<String, Shape> check;
  private final String prefix;
  private final Map<String, Variable> declared;
  private final Map<String, Operand<? extends TNumber>> values;

  private Weights(
      Ops tf,
      Class<? extends TNumber> type,
      BiConsumer<String, Shape> check,
      String prefix,
      Map<String, Variable> declared,
      Map<String, Operand<? extends TNumber>> values) {
    this.tf = tf;
    this.type = type;
    this.check = check;
    this.prefix = prefix;
    this.declared = declared;
    this.values = values;
  }

  /** Float32 weights, each of which is checked against the checkpoint as it is declared. */
  public static Weights of(CheckpointPart part, Ops tf) {
    return new Weights(
        tf, TFloat32.class, part::tensor, "", new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /**
   * Weights of a package, which have been checked when it was made.
   *
   * @param type of the variables in memory
   */
  public static Weights resident(Ops tf, Class<? extends TNumber> type) {
    return new Weights(
        tf, type, (name, shape) -> {}, "", new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** The place below this one. */
  Weights at(String name) {
    return new Weights(tf, type, check, prefix + name + ".", declared, values);
  }

  /** A tensor as the checkpoint stores it. */
  Operand<? extends TNumber> get(String name, long... shape) {
    Shape stored = Shape.of(shape);
    return declare(name, stored, Variable.Layout.AS_STORED, stored);
  }

  /** A convolution's kernel, [size, size, in, out]. */
  Operand<? extends TNumber> kernel(int size, int in, int out) {
    return declare(
        "weight",
        Shape.of(out, in, size, size),
        Variable.Layout.OIHW_TO_HWIO,
        Shape.of(size, size, in, out));
  }

  private Operand<? extends TNumber> declare(
      String name, Shape stored, Variable.Layout layout, Shape shape) {
    String full = prefix + name;
    return values.computeIfAbsent(
        full,
        key -> {
          check.accept(full, stored);
          VarHandleOp handle =
              tf.withName(full).varHandleOp(type, shape, VarHandleOp.sharedName(full));
          declared.put(full, new Variable(full, stored, layout, shape, handle));
          return tf.withName(full + ".value").readVariableOp(handle, type);
        });
  }

  /** All that has been declared anywhere in this tree. */
  public List<Variable> variables() {
    return List.copyOf(declared.values());
  }
}
