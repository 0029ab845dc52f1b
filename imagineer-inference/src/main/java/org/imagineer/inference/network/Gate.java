package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * GEGLU (Shazeer 2020, arXiv:2002.05202), value * gelu(gate), with the bias of the product in front
 * of it.
 */
record Gate<T extends TNumber>(Layers<T> layers) {

  /**
   * Gates.
   *
   * @param both [R, 2 * inner]: values, gates; without their bias
   * @param bias [2 * inner]
   * @return [R, inner]
   */
  Operand<T> apply(Operand<T> both, Operand<T> bias) {
    if (!layers.style().compiled()) {
      return gated(layers, both, bias); // [R, inner]
    }
    Class<T> type = layers.style().type();
    return new Compiled(layers.tf(), "geglu")
        .call(
            both,
            List.of(bias),
            (tf, x, others) ->
                gated(
                    new Layers<>(tf, layers.style()),
                    x,
                    others.get(0).asOutput().expect(type))); // [R, inner]
  }

  private static <T extends TNumber> Operand<T> gated(
      Layers<T> layers, Operand<T> both, Operand<T> bias) {
    Ops tf = layers.tf();
    var halves = tf.split(tf.constant(1), tf.math.add(both, bias), 2L).output(); // 2 x [R, inner]
    return tf.math.mul(halves.get(0), layers.gelu(halves.get(1))); // [R, inner]
  }
}
