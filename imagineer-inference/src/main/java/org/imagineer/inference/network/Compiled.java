package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * Elementwise operations that XLA compiles into one loop: one by one, each would go through memory.
 * The compiler runs when inputs of a shape come for the first time, some 50 ms.
 *
 * @param name of what is computed; with equal shapes, equal names must mean equal functions
 */
record Compiled(Ops tf, String name) {

  /** What is compiled: the first input and the others -> a tensor of the first one's type. */
  @FunctionalInterface
  interface Body<T extends TType> {
    Operand<T> of(Ops tf, Operand<T> first, List<Operand<?>> others);
  }

  <T extends TType> Operand<T> call(Operand<T> first, List<Operand<?>> others, Body<T> body) {
    List<Output<?>> inputs = new ArrayList<>(List.of(first.asOutput()));
    others.forEach(other -> inputs.add(other.asOutput()));
    try (ConcreteFunction function = function(first, others, body)) {
      OperationBuilder call = tf.scope().opBuilder("StatefulPartitionedCall", name);
      call.addInputList(inputs.toArray(Output<?>[]::new));
      call.setAttr("Tin", inputs.stream().map(Output::dataType).toArray(DataType[]::new));
      call.setAttr("Tout", new DataType[] {first.asOutput().dataType()});
      call.setAttr("f", function);
      call.setAttr("_XlaMustCompile", true);
      return call.build().output(0);
    }
  }

  private <T extends TType> ConcreteFunction function(
      Operand<T> first, List<Operand<?>> others, Body<T> body) {
    return ConcreteFunction.create(
        ops -> {
          Operand<T> x = parameter(ops, first);
          List<Operand<?>> more = new ArrayList<>();
          others.forEach(other -> more.add(parameter(ops, other)));
          Signature.Builder signature = Signature.builder(key(first, others)).input("x", x);
          for (int i = 0; i < more.size(); i++) {
            signature.input("x" + i, more.get(i));
          }
          return signature.output("y", body.of(ops, x, more)).build();
        });
  }

  private static <T extends TType> Operand<T> parameter(Ops ops, Operand<T> argument) {
    return ops.placeholder(argument.type(), Placeholder.shape(argument.shape()));
  }

  /** Functions are one name space of a graph, so types and shapes belong to the name. */
  private String key(Operand<?> first, List<Operand<?>> others) {
    StringBuilder key = new StringBuilder(name).append(described(first));
    others.forEach(other -> key.append(described(other)));
    return key.toString();
  }

  private static String described(Operand<?> x) {
    Shape shape = x.shape();
    return Arrays.stream(shape.asArray())
        .mapToObj(size -> size < 0 ? "any" : String.valueOf(size))
        .collect(Collectors.joining("x", "_" + x.asOutput().dataType() + "_", ""));
  }
}
