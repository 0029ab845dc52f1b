package org.imagineer.inference.lora;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.tensorflow.ndarray.Shape;

/**
 * The layers of a resident model by the names that LoRA files use. Names with underscores cannot be
 * split for certain, so they are looked up here.
 */
final class LayerTable {

  private static final String WEIGHT = ".weight";

  /**
   * @param weight its full name
   * @param shape [out, in] or [out, in, h, w]
   */
  private record Entry(String weight, Shape shape) {}

  private final Map<Changeable, Map<String, Entry>> entries = new EnumMap<>(Changeable.class);

  LayerTable(LoadedModel model) {
    for (Changeable network : Changeable.values()) {
      Map<String, Entry> byLayer = new HashMap<>();
      model
          .weights(network)
          .forEach(
              (weight, shape) -> {
                String layer = weight.substring(0, weight.length() - WEIGHT.length());
                byLayer.put(LoraNames.underscored(layer), new Entry(weight, shape));
              });
      entries.put(network, byLayer);
    }
  }

  /**
   * The full name of the weight that a layer of a file changes.
   *
   * @throws CheckpointException if the model has no such layer, or one of another shape
   */
  String weightOf(LoraLayer layer, Path file) {
    Entry entry = entries.get(layer.network()).get(layer.layer());
    if (entry == null) {
      throw new CheckpointException(
          file,
          "is a LoRA of another architecture: it changes the %s's layer '%s', which this model does not have"
              .formatted(name(layer.network()), layer.layer()));
    }
    if (!fits(layer.weight(), entry.shape())) {
      throw new CheckpointException(
          file,
          "is a LoRA of another architecture: it changes the %s's layer '%s' as %s, which is %s in this model"
              .formatted(name(layer.network()), layer.layer(), layer.weight(), entry.shape()));
    }
    return entry.weight();
  }

  /** Linear layers and 1x1 convolutions are the same. */
  private static boolean fits(Shape shape, Shape wanted) {
    return shape.equals(wanted)
        || shape.get(0) == wanted.get(0)
            && shape.get(1) == wanted.get(1)
            && shape.size() == shape.get(0) * shape.get(1)
            && wanted.size() == shape.size();
  }

  private static String name(Changeable network) {
    return network == Changeable.UNET ? "UNet" : "text encoder";
  }
}
