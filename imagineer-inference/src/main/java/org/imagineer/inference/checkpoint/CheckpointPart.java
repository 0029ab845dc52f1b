package org.imagineer.inference.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/**
 * One network of a checkpoint: its options and its tensors, under today's names whatever the file
 * calls them. Not thread-safe.
 */
public final class CheckpointPart implements AutoCloseable {

  private final ModelConfig config;
  private final List<Path> files;
  private final Map<String, StoredTensor> tensors;
  private final List<Safetensors> opened;
  private final Set<String> unused = new LinkedHashSet<>();

  private CheckpointPart(
      ModelConfig config,
      List<Path> files,
      Map<String, StoredTensor> tensors,
      List<Safetensors> opened) {
    this.config = config;
    this.files = List.copyOf(files);
    this.tensors = tensors;
    this.opened = opened;
    tensors.values().forEach(tensor -> unused.add(tensor.name()));
  }

  /**
   * Opens a component's folder.
   *
   * @param variants variants of the weights ("" being the plain ones) in order of preference
   * @throws CheckpointException if weights or config.json are missing or broken
   */
  static CheckpointPart open(Path folder, String stem, List<String> variants) {
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    List<Path> files = WeightFiles.find(folder, stem, variants);
    List<Safetensors> opened = new ArrayList<>();
    try {
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (Path path : files) {
        Safetensors file = Safetensors.open(path);
        opened.add(file);
        file.names().forEach(name -> add(file.tensor(name), AttentionNames.today(name), tensors));
      }
      return new CheckpointPart(config, files, tensors, opened);
    } catch (RuntimeException e) {
      opened.forEach(Safetensors::close);
      throw e;
    }
  }

  /**
   * A component whose tensors lie in one file, perhaps among others.
   *
   * @param tensors by their names in the diffusers layout
   * @param opened what is to be closed with this part
   */
  static CheckpointPart of(
      ModelConfig config, Path file, Map<String, StoredTensor> tensors, Safetensors... opened) {
    return new CheckpointPart(config, List.of(file), tensors, List.of(opened));
  }

  /**
   * Notes a tensor under its name of today.
   *
   * @throws CheckpointException if there is one of this name already
   */
  static void add(StoredTensor tensor, String name, Map<String, StoredTensor> to) {
    StoredTensor other = to.putIfAbsent(name, tensor);
    if (other != null && !other.file().equals(tensor.file())) {
      throw new CheckpointException(
          tensor.file(),
          "tensor '" + Quoted.line(tensor.name()) + "' is also in " + other.file().getFileName());
    }
    if (other != null) {
      throw new CheckpointException(
          tensor.file(),
          "holds the same tensor twice, as '%s' and as '%s'"
              .formatted(Quoted.line(other.name()), Quoted.line(tensor.name())));
    }
  }

  /** The component's options: its config.json, or what takes the place of that. */
  public ModelConfig config() {
    return config;
  }

  /** The files that hold the weights: one, or the shards. */
  public List<Path> files() {
    return files;
  }

  /**
   * A tensor that the network needs. Attention projections of old single files, stored as 1x1
   * convolutions [out, in, 1, 1], are accepted as [out, in].
   *
   * @throws CheckpointException if it is missing, has another shape, or is not floating point
   */
  public StoredTensor tensor(String name, Shape shape) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(files.get(0), "lacks tensor '" + name + "' " + shape);
    }
    if (!tensor.shape().equals(shape) && !tensor.shape().equals(shape.append(1).append(1))) {
      throw new CheckpointException(
          tensor.file(),
          "tensor '%s' has shape %s, but %s wants %s"
              .formatted(tensor.name(), tensor.shape(), config.file(), shape));
    }
    if (!tensor.type().isFloat()) {
      throw new CheckpointException(
          tensor.file(),
          "tensor '%s' holds %s, not weights".formatted(tensor.name(), tensor.type()));
    }
    unused.remove(tensor.name());
    return tensor;
  }

  /** The tensors that were never asked for, as the file names them. */
  List<String> unused() {
    return List.copyOf(unused);
  }

  @Override
  public void close() {
    opened.forEach(Safetensors::close);
  }
}
