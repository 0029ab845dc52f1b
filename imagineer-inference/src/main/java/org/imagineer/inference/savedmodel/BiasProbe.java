package org.imagineer.inference.savedmodel;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;

/**
 * Whether a product and its bias are faster apart than as the one operation that TensorFlow makes
 * of them. On processors with AMX, the one operation is seven times slower in bfloat16; on those
 * with AVX-512 it is a little faster. Measured once in a process, in some tens of milliseconds.
 */
final class BiasProbe {

  private static final int ROWS = 1024;
  private static final int IN = 320;
  private static final int OUT = 1280;
  private static final int RUNS = 5;

  /** Below this, what differs may be noise. */
  private static final double CLEARLY = 1.3;

  private static Boolean apart;

  private BiasProbe() {}

  static synchronized boolean apartIsFaster() {
    if (apart == null) {
      try (Graph graph = new Graph();
          Session session = new Session(graph)) {
        Ops tf = Ops.create(graph);
        Operand<TBfloat16> x = random(tf, session, "x", ROWS, IN);
        Operand<TBfloat16> w = random(tf, session, "w", OUT, IN);
        Operand<TBfloat16> bias = random(tf, session, "bias", OUT);
        Operand<TBfloat16> together =
            tf.nn.biasAdd(tf.linalg.matMul(x, w, MatMul.transposeB(true)), bias);
        Operand<TBfloat16> between =
            tf.reshape(
                tf.linalg.matMul(x, w, MatMul.transposeB(true)),
                tf.constant(new int[] {1, ROWS, OUT}));
        double ofOne = fastest(session, kept(tf, "together", together));
        double ofTwo = fastest(session, kept(tf, "apart", tf.nn.biasAdd(between, bias)));
        apart = ofOne > CLEARLY * ofTwo;
      }
    }
    return apart;
  }

  private static Operand<TBfloat16> random(Ops tf, Session session, String name, long... shape) {
    VarHandleOp variable =
        tf.varHandleOp(TBfloat16.class, Shape.of(shape), VarHandleOp.sharedName(name));
    Op filled =
        tf.assignVariableOp(variable, tf.random.randomUniform(tf.constant(shape), TBfloat16.class));
    session.runner().addTarget(filled).run().close();
    return tf.readVariableOp(variable, TBfloat16.class);
  }

  /** A product that nobody keeps would not be computed. */
  private static Op kept(Ops tf, String name, Operand<TBfloat16> product) {
    return tf.assignVariableOp(
        tf.varHandleOp(TBfloat16.class, Shape.unknown(), VarHandleOp.sharedName(name)), product);
  }

  private static double fastest(Session session, Op target) {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      session.runner().addTarget(target).run().close();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
