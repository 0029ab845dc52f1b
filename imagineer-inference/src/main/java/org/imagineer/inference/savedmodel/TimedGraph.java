package org.imagineer.inference.savedmodel;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * One operation, to be run for its time. Operands are variables, so that nothing is copied in, and
 * the result goes into a variable, so that TensorFlow cannot leave the work out.
 */
final class TimedGraph implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session;
  private final Ops tf;
  private Op target;

  private TimedGraph(Device device, Precision precision) {
    tf = Ops.create(graph).withDevice(device.spec());
    session = new Session(graph, new SessionOptions(device, precision).proto());
  }

  /** [size, size] times [size, size]. */
  static TimedGraph product(Precision precision, int size, Device device) {
    TimedGraph timed = new TimedGraph(device, precision);
    timed.addProduct(precision.type(), Shape.of(size, size));
    return timed;
  }

  /** 3x3, padding 1, of one image [size, size, channels] to as many channels. */
  static TimedGraph convolution(Precision precision, int size, int channels, Device device) {
    TimedGraph timed = new TimedGraph(device, precision);
    timed.addConvolution(
        precision.type(), Shape.of(1, size, size, channels), Shape.of(3, 3, channels, channels));
    return timed;
  }

  private <T extends TNumber> void addProduct(Class<T> type, Shape shape) {
    write(type, shape, tf.linalg.matMul(filled(type, "a", shape), filled(type, "b", shape)));
  }

  private <T extends TNumber> void addConvolution(Class<T> type, Shape image, Shape kernel) {
    Operand<T> x = filled(type, "image", image); // [1, h, w, C]
    Operand<T> w = filled(type, "kernel", kernel); // [3, 3, C, C]
    write(type, image, tf.nn.conv2d(x, w, List.of(1L, 1L, 1L, 1L), "SAME"));
  }

  private <T extends TNumber> Operand<T> filled(Class<T> type, String name, Shape shape) {
    VarHandleOp handle = variable(type, name, shape);
    Operand<TFloat32> random =
        tf.random.randomStandardNormal(tf.constant(shape.asArray()), TFloat32.class); // shape
    Op filling = tf.assignVariableOp(handle, tf.dtypes.cast(random, type));
    session.runner().addTarget(filling).run().close();
    return tf.readVariableOp(handle, type);
  }

  private <T extends TNumber> void write(Class<T> type, Shape shape, Operand<T> result) {
    target = tf.assignVariableOp(variable(type, "result", shape), result);
  }

  private VarHandleOp variable(Class<? extends TNumber> type, String name, Shape shape) {
    return tf.varHandleOp(type, shape, VarHandleOp.sharedName(name)); // else all are the same
  }

  /**
   * Runs it once to prepare, then over and over.
   *
   * @param runs at least so many
   * @param seconds then on for so long
   * @return the shortest time of one run, in seconds
   */
  double bestSeconds(int runs, double seconds) {
    run();
    double best = Double.POSITIVE_INFINITY;
    double all = 0;
    for (int i = 0; i < runs || all < seconds; i++) {
      long start = System.nanoTime();
      run();
      double took = (System.nanoTime() - start) / 1e9;
      best = Math.min(best, took);
      all += took;
    }
    return best;
  }

  private void run() {
    session.runner().addTarget(target).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
