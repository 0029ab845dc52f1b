package org.imagineer.inference.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imagineer.inference.savedmodel.NetworkUnderTest;
import org.imagineer.inference.savedmodel.NetworkUnderTest.Floats;

/** One pass through a network, with every activation that the reference recorded. */
public final class NetworkCheck implements GoldenCheck {

  /** Outputs of our graphs, which are NCHW like the reference's; within, pictures are NHWC. */
  private static final Set<String> CHANNELS_FIRST =
      Set.of("noise_pred", "image", "moments", "mean", "logvar", "std");

  private final GoldenModel model;
  private final String network;

  /**
   * @param network folder of the network in a package
   */
  public NetworkCheck(GoldenModel model, String network) {
    this.model = model;
    this.network = network;
  }

  @Override
  public void check(GoldenCase golden) {
    List<String> names = List.copyOf(golden.outputs());
    NetworkUnderTest ours = model.network(golden, network);
    List<float[]> activations =
        golden.inputs().contains("input_ids")
            ? ours.run("input_ids", golden.intRows("input_ids"), names)
            : ours.run(floats(golden), names);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int[] shape = golden.outputShape(name);
      boolean channelsLast = shape.length == 4 && !CHANNELS_FIRST.contains(name);
      golden.assertClose(
          name, channelsLast ? channelsFirst(activations.get(i), shape) : activations.get(i));
    }
  }

  private static List<Floats> floats(GoldenCase golden) {
    List<Floats> inputs = new ArrayList<>();
    for (String name : golden.inputs()) {
      inputs.add(new Floats(name, golden.inputShape(name), golden.input(name)));
    }
    return inputs;
  }

  /** [N, H, W, C] -> the shape [N, C, H, W]. */
  private static float[] channelsFirst(float[] x, int[] shape) {
    int channels = shape[1];
    int plane = shape[2] * shape[3];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int position = i / channels;
      int image = position / plane;
      y[(image * channels + i % channels) * plane + position % plane] = x[i];
    }
    return y;
  }
}
