package org.imagineer.inference.savedmodel;

import org.imagineer.inference.network.Style;
import org.tensorflow.Graph;
import org.tensorflow.OperationBuilder;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.family.TNumber;

/** Which operations this build of TensorFlow has, beyond those of every build. */
final class FusedOperations {

  private static final boolean AVAILABLE = available();

  /** Decided by the processor, not by a clock: it changes the last digits of pictures. */
  private static final boolean MATRIX_UNITS = Machine.here().instructions().contains("amx_bf16");

  private FusedOperations() {}

  /** The fastest way to compute in a type on a processor. */
  static <T extends TNumber> Style<T> styled(Class<T> type) {
    return new Style<>(type, AVAILABLE, AVAILABLE, type == TBfloat16.class && MATRIX_UNITS);
  }

  private static boolean available() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      OperationBuilder norm = tf.scope().opBuilder("_MklLayerNorm", "norm");
      for (float[] input : new float[][] {{1, 2}, {1, 1}, {0, 0}}) {
        norm.addInput(tf.constant(input).asOutput());
      }
      norm.setAttr("epsilon", 1e-5f);
      norm.build();
      return true;
    } catch (TensorFlowException e) {
      return false;
    }
  }
}
