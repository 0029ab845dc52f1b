package org.imagineer.inference.network;

import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TNumber;

/**
 * GEGLU (Shazeer 2020, arXiv:2002.05202), value * gelu(gate), with the bias of the product in front
 * of it. In the fused style XLA compiles it into one loop: operation by operation, it would go
 * through memory ten times.
 */
final class Gate<T extends TNumber> {

  private final Layers<T> layers;
  private final Ops tf;

  Gate(Layers<T> layers) {
    this.layers = layers;
    tf = layers.tf();
  }

  /**
   * Gates.
   *
   * @param both [R, 2 * inner]: values, gates; without their bias
   * @param bias [2 * inner]
   * @return [R, inner]
   */
  Operand<T> apply(Operand<T> both, Operand<T> bias, int inner) {
    if (!layers.style().fused()) {
      return gated(layers, both, bias); // [R, inner]
    }
    DataType type = both.asOutput().dataType();
    try (ConcreteFunction function = function(inner, type)) {
      OperationBuilder call = tf.scope().opBuilder("StatefulPartitionedCall", "geglu");
      call.addInputList(new Output<?>[] {both.asOutput(), bias.asOutput()});
      call.setAttr("Tin", new DataType[] {type, type});
      call.setAttr("Tout", new DataType[] {type});
      call.setAttr("f", function);
      call.setAttr("_XlaMustCompile", true);
      return call.build().output(0); // [R, inner]
    }
  }

  private ConcreteFunction function(int inner, DataType type) {
    Style<T> style = layers.style();
    return ConcreteFunction.create(
        ops -> {
          Placeholder<T> both =
              ops.placeholder(style.type(), Placeholder.shape(Shape.of(-1, 2L * inner)));
          Placeholder<T> bias =
              ops.placeholder(style.type(), Placeholder.shape(Shape.of(2L * inner)));
          // Functions are one name space of a graph: equal names must mean equal functions.
          return Signature.builder("geglu_%d_%s".formatted(inner, type))
              .input("both", both)
              .input("bias", bias)
              .output("gated", gated(new Layers<>(ops, style), both, bias))
              .build();
        });
  }

  private static <T extends TNumber> Operand<T> gated(
      Layers<T> layers, Operand<T> both, Operand<T> bias) {
    Ops tf = layers.tf();
    var halves = tf.split(tf.constant(1), tf.math.add(both, bias), 2L).output(); // 2 x [R, inner]
    return tf.math.mul(halves.get(0), layers.gelu(halves.get(1))); // [R, inner]
  }
}
