package org.imagineer.inference.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * One network of a checkpoint: its options and its tensors, under today's names whatever the file
 * calls them.
 */
public final class CheckpointPart implements AutoCloseable {

  /** What the VAE's attention was called in files saved before diffusers 0.18. */
  private static final Map<String, String> OLD_ATTENTION =
      Map.of("to_q", "query", "to_k", "key", "to_v", "value", "to_out.0", "proj_attn");

  private final ModelConfig config;
  private final List<Path> paths;
  private final List<Safetensors> files = new ArrayList<>();
  private final Map<String, Safetensors> byTensor = new LinkedHashMap<>();

  private CheckpointPart(ModelConfig config, List<Path> paths) {
    this.config = config;
    this.paths = List.copyOf(paths);
  }

  /**
   * Opens a component's folder.
   *
   * @param variants variants of the weights ("" being the plain ones) in order of preference
   * @throws CheckpointException if weights or config.json are missing or broken
   */
  static CheckpointPart open(Path folder, String stem, List<String> variants) {
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    CheckpointPart part = new CheckpointPart(config, WeightFiles.find(folder, stem, variants));
    try {
      part.paths.forEach(part::add);
      return part;
    } catch (RuntimeException e) {
      part.close();
      throw e;
    }
  }

  private void add(Path path) {
    Safetensors file = Safetensors.open(path);
    files.add(file);
    for (String name : file.names()) {
      Safetensors other = byTensor.putIfAbsent(name, file);
      if (other != null) {
        throw new CheckpointException(
            path, "tensor '" + name + "' is also in " + other.file().getFileName());
      }
    }
  }

  /** The component's config.json. */
  public ModelConfig config() {
    return config;
  }

  /** The files that hold the weights: one, or the shards. */
  public List<Path> files() {
    return paths;
  }

  /**
   * A tensor that the network needs. Attention projections of old single files, stored as 1x1
   * convolutions [out, in, 1, 1], are accepted as [out, in].
   *
   * @throws CheckpointException if it is missing, has another shape, or is not floating point
   */
  public StoredTensor tensor(String name, Shape shape) {
    String stored = byTensor.containsKey(name) ? name : oldName(name);
    Safetensors file = byTensor.get(stored);
    if (file == null) {
      throw new CheckpointException(paths.get(0), "lacks tensor '" + name + "' " + shape);
    }
    StoredTensor tensor = file.tensor(stored);
    if (!tensor.shape().equals(shape) && !tensor.shape().equals(shape.append(1).append(1))) {
      throw new CheckpointException(
          file.file(),
          "tensor '%s' has shape %s, but %s wants %s"
              .formatted(stored, tensor.shape(), config.file(), shape));
    }
    if (!tensor.type().isFloat()) {
      throw new CheckpointException(
          file.file(), "tensor '%s' holds %s, not weights".formatted(stored, tensor.type()));
    }
    return tensor;
  }

  private static String oldName(String name) {
    for (Map.Entry<String, String> renamed : OLD_ATTENTION.entrySet()) {
      String today = "." + renamed.getKey() + ".";
      if (name.contains(today)) {
        return name.replace(today, "." + renamed.getValue() + ".");
      }
    }
    return name;
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }
}
