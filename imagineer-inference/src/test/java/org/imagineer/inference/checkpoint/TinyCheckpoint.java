package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;

/**
 * A copy of the tiny checkpoint among the test resources, to be damaged and changed at will.
 *
 * @param folder in the diffusers layout
 */
public record TinyCheckpoint(Path folder) {

  public static final Path UNET = Path.of("unet/diffusion_pytorch_model.safetensors");
  public static final Path VAE = Path.of("vae/diffusion_pytorch_model.safetensors");
  public static final Path TEXT = Path.of("text_encoder/model.safetensors");

  /** The checkpoint itself, not to be changed. */
  public static Path original() {
    return Path.of(TinyCheckpoint.class.getResource("/tiny-sd").getPath());
  }

  /** A copy in a folder that does not exist yet; its UNet has no half precision variant. */
  public static TinyCheckpoint copyTo(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(original())) {
      for (Path each : all.filter(path -> !path.toString().contains(".fp16.")).toList()) {
        Files.copy(each, folder.resolve(original().relativize(each).toString()));
      }
    }
    return new TinyCheckpoint(folder);
  }

  public Path file(Object below) {
    return folder.resolve(below.toString());
  }

  /** Changes a JSON file. */
  public TinyCheckpoint edit(String file, Consumer<ObjectNode> change) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode options = (ObjectNode) json.readTree(file(file).toFile());
    change.accept(options);
    json.writeValue(file(file).toFile(), options);
    return this;
  }

  /** Writes a file of weights anew; tensors that are mapped to null are left out. */
  public TinyCheckpoint rewrite(Path file, Function<StoredTensor, Entry> change)
      throws IOException {
    return rewrite(file, change, List.of());
  }

  /** Adds a tensor. */
  public TinyCheckpoint add(Path file, Entry entry) throws IOException {
    return rewrite(file, each -> Entries.copy(each.name(), each), List.of(entry));
  }

  private TinyCheckpoint rewrite(Path file, Function<StoredTensor, Entry> change, List<Entry> added)
      throws IOException {
    List<Entry> entries = new ArrayList<>(added);
    try (Safetensors old = Safetensors.open(file(file))) {
      old.names().stream()
          .map(old::tensor)
          .map(change)
          .filter(Objects::nonNull)
          .forEach(entries::add);
    }
    Files.delete(file(file));
    SafetensorsWriter.write(file(file), Map.of(), entries);
    return this;
  }

  /** Leaves a tensor out. */
  public TinyCheckpoint without(Path file, String tensor) throws IOException {
    return rewrite(
        file, each -> each.name().equals(tensor) ? null : Entries.copy(each.name(), each));
  }

  /** Gives the VAE's attention the names that diffusers uses since 0.18. */
  public TinyCheckpoint withNewAttentionNames() throws IOException {
    return rewrite(VAE, each -> Entries.copy(newName(each.name()), each));
  }

  private static String newName(String name) {
    return name.replaceFirst("\\.query\\.", ".to_q.")
        .replaceFirst("\\.key\\.", ".to_k.")
        .replaceFirst("\\.value\\.", ".to_v.")
        .replaceFirst("\\.proj_attn\\.", ".to_out.0.");
  }

  /** Cuts the end of a file off. */
  public TinyCheckpoint cut(Path file, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file(file), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
    return this;
  }
}
