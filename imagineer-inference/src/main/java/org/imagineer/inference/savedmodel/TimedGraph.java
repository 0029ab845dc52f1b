package org.imagineer.inference.savedmodel;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * One operation, to be run for its time. Operands are variables, so that nothing is copied in, and
 * the result goes into a variable, so that TensorFlow cannot leave the work out.
 */
final class TimedGraph implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session;
  private final Ops tf = Ops.create(graph);
  private Op target;

  /** Where it is run. */
  enum Device {
    /** On a GPU, if TensorFlow finds one, else on the CPU. */
    BEST,
    CPU
  }

  private TimedGraph(Device device) {
    // As many threads as the networks have.
    ConfigProto.Builder options =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(Runtime.getRuntime().availableProcessors())
            .setInterOpParallelismThreads(1)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    if (device == Device.CPU) {
      options.putDeviceCount("GPU", 0);
    }
    session = new Session(graph, options.build());
  }

  /** [size, size] times [size, size]. */
  static TimedGraph product(Precision precision, int size, Device device) {
    TimedGraph timed = new TimedGraph(device);
    timed.addProduct(type(precision), Shape.of(size, size));
    return timed;
  }

  /** 3x3, padding 1, of one image [size, size, channels] to as many channels. */
  static TimedGraph convolution(Precision precision, int size, int channels, Device device) {
    TimedGraph timed = new TimedGraph(device);
    timed.addConvolution(
        type(precision), Shape.of(1, size, size, channels), Shape.of(3, 3, channels, channels));
    return timed;
  }

  private static Class<? extends TNumber> type(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> TFloat32.class;
      case BFLOAT16 -> TBfloat16.class;
      case FLOAT16 -> TFloat16.class;
    };
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
