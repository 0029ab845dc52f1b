package org.imagineer.inference.savedmodel;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A network of a package with all its activations open to the golden checks. */
public final class NetworkUnderTest implements AutoCloseable {

  private final LoadedNetwork network;

  private NetworkUnderTest(LoadedNetwork network) {
    this.network = network;
  }

  /**
   * @param folder of the network in the package, such as {@code unet}
   */
  public static NetworkUnderTest open(ModelPackage model, String folder) {
    for (NetworkName name : NetworkName.values()) {
      if (name.folder().equals(folder)) {
        return new NetworkUnderTest(LoadedNetwork.open(model, name, Precision.FLOAT32));
      }
    }
    throw new IllegalArgumentException(folder);
  }

  /** An input of floats. */
  public record Floats(String name, int[] shape, float[] values) {}

  /** Runs on floats. @return the activations, flattened, in the order of their names */
  public List<float[]> run(List<Floats> inputs, List<String> activations) {
    LoadedNetwork.Run run = network.run();
    TFloat32[] tensors = new TFloat32[inputs.size()];
    try {
      for (int i = 0; i < tensors.length; i++) {
        Floats input = inputs.get(i);
        long[] shape = Arrays.stream(input.shape()).asLongStream().toArray();
        tensors[i] = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(input.values()));
        run.feed(input.name(), tensors[i]);
      }
      return run.fetch(activations);
    } finally {
      for (TFloat32 tensor : tensors) {
        if (tensor != null) {
          tensor.close();
        }
      }
    }
  }

  /** Runs on token ids. @return the activations, flattened, in the order of their names */
  public List<float[]> run(String input, int[][] ids, List<String> activations) {
    try (TInt32 tensor = TInt32.tensorOf(StdArrays.ndCopyOf(ids))) {
      return network.run().feed(input, tensor).fetch(activations);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
