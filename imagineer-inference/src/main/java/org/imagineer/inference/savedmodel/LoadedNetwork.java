package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.imagineer.inference.network.Blueprint;
import org.imagineer.inference.network.Extent;
import org.imagineer.inference.network.Shortcuts;
import org.imagineer.inference.network.Style;
import org.imagineer.inference.network.Weights;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * One network in memory: its weights, once, and a graph over them for each extent of inputs, and
 * for each choice of shortcuts. Inputs and outputs go by the names of operations in the graph.
 */
final class LoadedNetwork implements AutoCloseable {

  /** Extents before it counts as crowded: a graph once laid out cannot be taken away again. */
  private static final int MOST_EXTENTS = 16;

  private static final String OPEN = "";

  private final Graph graph;
  private final Session session;
  private final Ops tf;
  private final Blueprint blueprint;
  private final Weights weights;
  private final Style<? extends TNumber> style;
  private final WeightUpdates updates;
  private final Device device;
  private final Map<Wanted, String> laidOut = new HashMap<>();

  private record Wanted(Extent extent, Shortcuts shortcuts) {}

  private LoadedNetwork(
      ModelPackage model, NetworkName name, Blueprint blueprint, SessionOptions options) {
    this.blueprint = blueprint;
    device = options.device();
    ResidentWeights files = ResidentWeights.of(model, name, options.precision());
    style = options.style(name);
    graph = new Graph();
    try {
      tf = Ops.create(graph).withDevice(device.spec());
      weights = Weights.resident(tf, files.type());
      blueprint.layOut(tf, weights, Style.PORTABLE, Extent.OPEN); // declares the weights
      laidOut.put(new Wanted(Extent.OPEN, Shortcuts.NONE), OPEN);
      session = new Session(graph, options.proto());
      try {
        files.load(graph, session, weights.variables());
        updates = new WeightUpdates(graph, session, files);
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * @throws UncheckedIOException if the weights cannot be loaded
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  static LoadedNetwork open(ModelPackage model, NetworkName name, SessionOptions options) {
    Path folder = model.folder().resolve(name.folder());
    ModelConfig config =
        new ModelConfig(
            model.folder().resolve(ModelPackage.FILE),
            model.description().configs().get(name.config()));
    try {
      return DeviceMemory.within(
          options.device(), () -> new LoadedNetwork(model, name, name.blueprint(config), options));
    } catch (TensorFlowException e) {
      throw new UncheckedIOException(
          folder + " cannot be loaded: " + e.getMessage(), new IOException(e));
    } finally {
      NativeHeap.trim();
    }
  }

  /** Its weights, to be changed in place. */
  WeightUpdates weights() {
    return updates;
  }

  /** Whether its graph has an operation of this name. */
  boolean has(String operation) {
    return graph.operation(operation) != null;
  }

  /** Whether there are graphs for so many extents and shortcuts that no more should be kept. */
  boolean isCrowded() {
    return laidOut.size() > MOST_EXTENTS;
  }

  /** The prefix of the names in the graph for such inputs, laid out now if need be. */
  private String layout(Wanted wanted) {
    return laidOut.computeIfAbsent(
        wanted,
        key -> {
          String scope = "extent_" + laidOut.size();
          blueprint
              .taking(wanted.shortcuts())
              .layOut(tf.withSubScope(scope), weights, style, wanted.extent());
          return scope + "/";
        });
  }

  /** Begins a run of the exact network on inputs of an extent. */
  Run run(Extent extent) {
    return run(extent, Shortcuts.NONE);
  }

  /** Begins a run on inputs of an extent. */
  Run run(Extent extent, Shortcuts shortcuts) {
    return new Run(session.runner(), layout(new Wanted(extent, shortcuts)), device);
  }

  /** One pass through the network. */
  static final class Run {

    private final Session.Runner runner;
    private final String prefix;
    private final Device device;

    private Run(Session.Runner runner, String prefix, Device device) {
      this.runner = runner;
      this.prefix = prefix;
      this.device = device;
    }

    /** The tensor stays the caller's and must live until the run is over. */
    Run feed(String input, Tensor tensor) {
      runner.feed(prefix + input, tensor);
      return this;
    }

    /** Runs. @return the output's values, flattened */
    float[] fetch(String output) {
      return fetch(List.of(output)).get(0);
    }

    /**
     * Runs.
     *
     * @return the outputs' values, flattened, in the order of their names
     * @throws OutOfDeviceMemoryException if the device has not enough memory
     */
    List<float[]> fetch(List<String> outputs) {
      outputs.forEach(output -> runner.fetch(prefix + output));
      try (Result result = DeviceMemory.within(device, runner::run)) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
          all.add(values(result.get(i)));
        }
        return all;
      }
    }

    /**
     * Runs, and leaves a second output's tensor as it is.
     *
     * @param keeper gets that tensor, which is its own from then on
     * @return the first output's values, flattened
     */
    float[] fetch(String output, String kept, Consumer<Tensor> keeper) {
      runner.fetch(prefix + output).fetch(prefix + kept);
      Result result = DeviceMemory.within(device, runner::run); // closing it would close both
      try (Tensor tensor = result.get(0)) {
        keeper.accept(result.get(1));
        return values(tensor);
      }
    }

    private static float[] values(Tensor tensor) {
      TFloat32 floats = (TFloat32) tensor;
      float[] values = new float[Math.toIntExact(floats.size())];
      floats.copyTo(DataBuffers.of(values, false, false));
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
