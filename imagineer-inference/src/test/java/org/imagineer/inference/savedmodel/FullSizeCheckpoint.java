package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.imagineer.inference.checkpoint.DataType;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.tensorflow.ndarray.Shape;

/**
 * A checkpoint of Stable Diffusion 1.5's true size: its names, shapes and configurations, with
 * random half precision weights. Takes 2.1 GB.
 */
final class FullSizeCheckpoint {

  private static final int WINDOW = 1 << 20;

  private FullSizeCheckpoint() {}

  /** Writes one to the folder that is named. */
  public static void main(String[] arguments) throws IOException {
    writeTo(Path.of(arguments[0]));
  }

  /** Writes a checkpoint in the diffusers layout into a folder that does not exist yet. */
  static void writeTo(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode manifest =
        json.readTree(FullSizeCheckpoint.class.getResourceAsStream("/sd15-manifest.json"));
    for (String component : List.of("text_encoder", "unet", "vae")) {
      JsonNode listed = manifest.path("components").path(component);
      String name = listed.path("file").asText().replace(".safetensors", ".fp16.safetensors");
      SafetensorsWriter.write(folder.resolve(name), Map.of("format", "pt"), entries(listed));
      json.writeValue(
          folder.resolve(component).resolve("config.json").toFile(),
          manifest.path("configs").path(component));
    }
    copySmallFiles(folder);
  }

  private static List<SafetensorsWriter.Entry> entries(JsonNode listed) {
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    Random random = new Random(15);
    for (Map.Entry<String, JsonNode> tensor : listed.path("tensors").properties()) {
      Shape shape =
          Shape.of(
              StreamSupport.stream(tensor.getValue().path("shape").spliterator(), false)
                  .mapToLong(JsonNode::asLong)
                  .toArray());
      boolean weights = tensor.getValue().path("dtype").asText().equals("F32");
      DataType type =
          weights ? DataType.F16 : DataType.valueOf(tensor.getValue().path("dtype").asText());
      long bytes = shape.size() * type.bytes();
      entries.add(
          new SafetensorsWriter.Entry(
              tensor.getKey(), type, shape, out -> write(out, bytes, random)));
    }
    return entries;
  }

  /** Halves of either sign between 1/64 and 1/32: as small as trained weights, and none special. */
  private static void write(OutputStream out, long bytes, Random random) throws IOException {
    byte[] window = new byte[(int) Math.min(WINDOW, bytes)];
    for (long left = bytes; left > 0; left -= window.length) {
      random.nextBytes(window);
      for (int i = 1; i < window.length; i += 2) {
        window[i] = (byte) (window[i] & 0x83 | 0x24);
      }
      out.write(window, 0, (int) Math.min(window.length, left));
    }
  }

  /** The tiny checkpoint has Stable Diffusion 1.5's own scheduler; any tokenizer will do. */
  private static void copySmallFiles(Path folder) throws IOException {
    for (String name : List.of("model_index.json", "scheduler", "tokenizer")) {
      try (Stream<Path> all = Files.walk(TinyCheckpoint.original().resolve(name))) {
        for (Path each : all.toList()) {
          Files.copy(each, folder.resolve(TinyCheckpoint.original().relativize(each).toString()));
        }
      }
    }
  }
}
