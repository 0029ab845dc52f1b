package org.imagineer.inference.savedmodel;

import java.util.Arrays;
import java.util.List;
import org.imagineer.inference.network.Extent;
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
   * @param device that computes, in float32
   */
  public static NetworkUnderTest open(ModelPackage model, String folder, Device device) {
    for (NetworkName name : NetworkName.values()) {
      if (name.folder().equals(folder)) {
        return new NetworkUnderTest(
            LoadedNetwork.open(model, name, new SessionOptions(device, Precision.FLOAT32)));
      }
    }
    throw new IllegalArgumentException(folder);
  }

  /** An input of floats. */
  public record Floats(String name, int[] shape, float[] values) {}

  /** Runs on floats. @return the activations, flattened, in the order of their names */
  public List<float[]> run(List<Floats> inputs, List<String> activations) {
    LoadedNetwork.Run run = network.run(extent(inputs));
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

  /** Pictures or latents [B, C, h, w] come first; tokens are [B, M, D]. */
  private static Extent extent(List<Floats> inputs) {
    int[] images = inputs.get(0).shape();
    int tokens =
        inputs.stream()
            .filter(input -> input.shape().length == 3)
            .mapToInt(input -> input.shape()[1])
            .findFirst()
            .orElse(Extent.ANY);
    return new Extent(images[0], images[2], images[3], tokens);
  }

  /** Runs on token ids. @return the activations, flattened, in the order of their names */
  public List<float[]> run(String input, int[][] ids, List<String> activations) {
    try (TInt32 tensor = TInt32.tensorOf(StdArrays.ndCopyOf(ids))) {
      return network
          .run(Extent.ofTexts(ids.length, ids[0].length))
          .feed(input, tensor)
          .fetch(activations);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
