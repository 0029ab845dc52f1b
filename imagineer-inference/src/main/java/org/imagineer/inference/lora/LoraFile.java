package org.imagineer.inference.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.lora.LoraNames.Name;
import org.imagineer.inference.lora.LoraNames.Part;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.tensorflow.ndarray.Shape;

/**
 * An open LoRA file: low-rank changes of linear layers and convolutions, under the names of kohya's
 * scripts (also LyCORIS' LoCon), of diffusers or of PEFT. Opening it checks every tensor; the
 * values are read when they are needed.
 */
final class LoraFile implements AutoCloseable {

  private static final long MOST_RANK = 4096;
  private static final String CROSS_ATTENTION = "attn2_to_k";

  private final Safetensors file;
  private final List<LoraLayer> layers;

  private LoraFile(Safetensors file, List<LoraLayer> layers) {
    this.file = file;
    this.layers = layers;
  }

  /**
   * @throws CheckpointException if this is no sound LoRA file, or of a kind that is not merged; the
   *     message says which
   */
  static LoraFile open(Path path) {
    Safetensors file = Safetensors.open(path);
    try {
      OtherAdapters.refuse(file);
      return new LoraFile(file, layers(file));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Checks the width of the cross-attention that the file changes, if it does: it tells the
   * families of Stable Diffusion apart.
   *
   * @throws CheckpointException if the file was made for another width
   */
  void requireContextWidth(long own) {
    for (LoraLayer layer : layers) {
      long width = layer.weight().get(1);
      if (layer.layer().endsWith(CROSS_ATTENTION) && width != own) {
        String family = width == 1024 ? ", Stable Diffusion 2's" : width == 2048 ? ", SDXL's" : "";
        throw problem(
            file,
            "is a LoRA of another architecture: its cross-attention width is %d%s; this model's is %d"
                .formatted(width, family, own));
      }
    }
  }

  /** All changed layers, in the file's order. */
  List<LoraLayer> layers() {
    return layers;
  }

  Path path() {
    return file.file();
  }

  private record Key(Changeable network, String layer) {}

  private static List<LoraLayer> layers(Safetensors file) {
    Map<Key, Map<Part, StoredTensor>> parts = new LinkedHashMap<>();
    for (String tensor : file.names()) {
      Name name =
          LoraNames.read(tensor)
              .orElseThrow(
                  () -> problem(file, "holds '%s', which is no part of a LoRA".formatted(tensor)));
      StoredTensor other =
          parts
              .computeIfAbsent(
                  new Key(name.network(), name.layer()), key -> new EnumMap<>(Part.class))
              .put(name.part(), file.tensor(tensor));
      if (other != null) {
        throw problem(file, "has '%s' and '%s' for the same part".formatted(tensor, other.name()));
      }
    }
    if (parts.isEmpty()) {
      throw problem(file, "is empty");
    }
    LoraScales scales = new LoraScales(file);
    List<LoraLayer> layers = new ArrayList<>();
    parts.forEach((key, tensors) -> layers.add(layer(file, key, tensors, scales)));
    return List.copyOf(layers);
  }

  private static LoraLayer layer(
      Safetensors file, Key key, Map<Part, StoredTensor> parts, LoraScales scales) {
    StoredTensor up = parts.get(Part.UP);
    StoredTensor down = parts.get(Part.DOWN);
    StoredTensor mid = parts.get(Part.MID);
    if (up == null || down == null) {
      throw problem(
          file, "lacks the %s of layer '%s'".formatted(up == null ? "up" : "down", key.layer()));
    }
    long rank = down.shape().numDimensions() > 0 ? down.shape().get(0) : 0;
    boolean sound =
        rank >= 1
            && rank <= MOST_RANK
            && isMatrix(up.shape(), 1)
            && up.shape().get(1) == rank
            && (mid == null
                ? isMatrix(down.shape(), Long.MAX_VALUE)
                : isMatrix(down.shape(), 1) && isCore(mid.shape(), rank));
    if (!sound) {
      throw problem(
          file,
          "layer '%s' has matrices that do not fit each other: up %s, down %s%s"
              .formatted(
                  key.layer(),
                  up.shape(),
                  down.shape(),
                  mid == null ? "" : ", mid " + mid.shape()));
    }
    for (StoredTensor tensor : parts.values()) {
      if (!tensor.type().isFloat()) {
        throw problem(file, "'%s' holds %s, not weights".formatted(tensor.name(), tensor.type()));
      }
    }
    double scale = scales.of(key.network(), key.layer(), (int) rank, parts.get(Part.ALPHA));
    return new LoraLayer(key.network(), key.layer(), up, down, mid, scale);
  }

  private static boolean isMatrix(Shape shape, long largestKernel) {
    return shape.numDimensions() == 2
        || shape.numDimensions() == 4
            && shape.get(2) <= largestKernel
            && shape.get(3) <= largestKernel;
  }

  private static boolean isCore(Shape shape, long rank) {
    return shape.numDimensions() == 4 && shape.get(0) == rank && shape.get(1) == rank;
  }

  private static CheckpointException problem(Safetensors file, String problem) {
    return new CheckpointException(file.file(), problem);
  }

  @Override
  public void close() {
    file.close();
  }
}
