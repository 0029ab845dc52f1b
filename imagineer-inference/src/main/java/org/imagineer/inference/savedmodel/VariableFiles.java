package org.imagineer.inference.savedmodel;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.network.Variable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.MergeV2Checkpoints;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/**
 * Writes variables as TensorFlow's checkpoint files, part by part, so that only a part of the
 * weights is in memory at a time.
 */
final class VariableFiles {

  /** Bytes of weights in one part. */
  private static final long PART = 200L << 20;

  /** Bytes that are copied at once; a multiple of every element's size. */
  private static final int WINDOW = 16 << 20;

  /** On the processor: otherwise TensorFlow would take hold of every GPU, whole. */
  private static final SessionOptions OPTIONS = new SessionOptions(Device.CPU, Precision.FLOAT32);

  private VariableFiles() {}

  /** Hears of bytes that have been read. */
  @FunctionalInterface
  interface Read {
    void read(long bytes);
  }

  /** Writes the files whose names begin with the prefix. */
  static void write(NetworkGraphs.Sourced network, Path prefix, Read progress) {
    List<String> parts = new ArrayList<>();
    List<Variable> part = new ArrayList<>();
    long size = 0;
    for (Variable variable : network.variables()) {
      long bytes = variable.shape().size() * network.type().bytes();
      if (!part.isEmpty() && size + bytes > PART) {
        parts.add(writePart(network, part, prefix, parts.size(), progress));
        part.clear();
        size = 0;
      }
      part.add(variable);
      size += bytes;
    }
    parts.add(writePart(network, part, prefix, parts.size(), progress));
    merge(parts, prefix);
  }

  private static String writePart(
      NetworkGraphs.Sourced network, List<Variable> part, Path prefix, int index, Read progress) {
    String name = prefix.resolveSibling("part-%05d".formatted(index)).resolve("part").toString();
    List<String> names = part.stream().map(Variable::name).toList();
    List<String> whole = Collections.nCopies(names.size(), "");
    List<Tensor> fed = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph, OPTIONS.proto())) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> values = new ArrayList<>();
      List<Operand<?>> placeholders = new ArrayList<>();
      for (Variable variable : part) {
        Class<? extends TNumber> stored = WeightType.of(network.source(variable).type()).type();
        Placeholder<? extends TNumber> placeholder = tf.placeholder(stored);
        placeholders.add(placeholder);
        values.add(laidOut(tf, variable, tf.dtypes.cast(placeholder, network.type().type())));
      }
      Op save = tf.train.save(tf.constant(name), texts(tf, names), texts(tf, whole), values);
      Session.Runner runner = session.runner().addTarget(save);
      for (int i = 0; i < part.size(); i++) {
        Tensor tensor = copied(network.source(part.get(i)), progress);
        fed.add(tensor);
        runner.feed(placeholders.get(i), tensor);
      }
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
    return name;
  }

  /** A constant of texts, [n]. */
  static Operand<TString> texts(Ops tf, List<String> texts) {
    return tf.constant(NdArrays.vectorOfObjects(texts.toArray(String[]::new)));
  }

  private static <T extends TNumber> Operand<T> laidOut(
      Ops tf, Variable variable, Operand<T> stored) {
    return switch (variable.layout()) {
      // Also drops the trailing 1x1 of projections that were stored as convolutions.
      case AS_STORED -> tf.reshape(stored, tf.constant(variable.shape().asArray()));
      case OIHW_TO_HWIO -> tf.linalg.transpose(stored, tf.constant(new int[] {2, 3, 1, 0}));
    };
  }

  private static Tensor copied(StoredTensor source, Read progress) {
    Tensor tensor = Tensor.of(WeightType.of(source.type()).type(), source.shape());
    ByteDataBuffer target = tensor.asRawTensor().data();
    for (long from = 0; from < source.length(); from += WINDOW) {
      int length = (int) Math.min(WINDOW, source.length() - from);
      ByteBuffer window = source.window(from, length);
      DataBuffers.of(window).copyTo(target.slice(from, length), length);
      progress.read(length);
    }
    return tensor;
  }

  private static void merge(List<String> parts, Path prefix) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, OPTIONS.proto())) {
      Ops tf = Ops.create(graph);
      Op merge =
          tf.train.mergeV2Checkpoints(
              texts(tf, parts),
              tf.constant(prefix.toString()),
              MergeV2Checkpoints.deleteOldDirs(true));
      session.runner().addTarget(merge).run().close();
    }
  }
}
