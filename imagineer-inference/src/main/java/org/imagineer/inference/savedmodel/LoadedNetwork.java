package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;

/** One SavedModel in memory. Inputs and outputs go by the names of operations in its graph. */
final class LoadedNetwork implements AutoCloseable {

  private static final String TAG = "serve";

  private final SavedModelBundle bundle;
  private final WeightUpdates updates;

  private LoadedNetwork(SavedModelBundle bundle, Path folder) {
    this.bundle = bundle;
    updates =
        new WeightUpdates(bundle, folder.resolve("variables").resolve("variables").toString());
  }

  /**
   * @throws UncheckedIOException if the SavedModel cannot be loaded
   */
  static LoadedNetwork open(ModelPackage model, NetworkName name, Precision precision) {
    Path folder = model.folder().resolve(name.folder());
    try {
      return new LoadedNetwork(
          SavedModelBundle.loader(folder.toString())
              .withTags(TAG)
              .withConfigProto(options(precision))
              .load(),
          folder);
    } catch (TensorFlowException e) {
      throw new UncheckedIOException(
          folder + " cannot be loaded: " + e.getMessage(), new IOException(e));
    }
  }

  private static ConfigProto options(Precision precision) {
    // The arithmetic optimiser ties the ordered slices of attention into a cycle, which then keeps
    // all other optimisers from running.
    RewriterConfig.Builder rewriting =
        RewriterConfig.newBuilder().setArithmeticOptimization(RewriterConfig.Toggle.OFF);
    precision.choose(rewriting);
    // One operation at a time, each on all cores: these networks are chains of large operations.
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(Runtime.getRuntime().availableProcessors())
        .setInterOpParallelismThreads(1)
        .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriting))
        .build();
  }

  /** Its weights, to be changed in place. */
  WeightUpdates weights() {
    return updates;
  }

  /** Begins a run. */
  Run run() {
    return new Run(bundle.session().runner());
  }

  /** One pass through the network. */
  static final class Run {

    private final Session.Runner runner;

    private Run(Session.Runner runner) {
      this.runner = runner;
    }

    /** The tensor stays the caller's and must live until the run is over. */
    Run feed(String input, Tensor tensor) {
      runner.feed(input, tensor);
      return this;
    }

    /** Runs. @return the output's values, flattened */
    float[] fetch(String output) {
      return fetch(List.of(output)).get(0);
    }

    /** Runs. @return the outputs' values, flattened, in the order of their names */
    List<float[]> fetch(List<String> outputs) {
      outputs.forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.copyTo(DataBuffers.of(values, false, false));
          all.add(values);
        }
        return all;
      }
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
