package org.imagineer.inference.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.imagineer.inference.checkpoint.DataType;
import org.imagineer.inference.checkpoint.FreeSpace;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.tensorflow.ndarray.Shape;

/**
 * A checkpoint of Stable Diffusion 1.5's true size: its names, shapes and configurations, with
 * random half precision weights. They are scaled so that numbers keep their size from layer to
 * layer, as those of trained weights do (He et al. 2015, arXiv:1502.01852): computing takes as long
 * as with these.
 */
public final class RandomCheckpoint {

  private static final String STAGE = "weights";
  private static final int WINDOW = 1 << 20;

  /** Exponent of a half that stands for 1 up to 2. */
  private static final int ONE = 15;

  /** What is made of a half in a model package, at most. */
  private static final int BYTES_CONVERTED = 2;

  private static final long SLACK = 256L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ConversionProgress progress;
  private final JsonNode manifest = manifest();
  private final long total;
  private final SplittableRandom random = new SplittableRandom(15);
  private long done;

  private RandomCheckpoint(Path folder, ConversionProgress progress) {
    this.folder = folder;
    this.progress = progress;
    total = weights(manifest) * DataType.F16.bytes();
  }

  /**
   * Checks that there is room for the checkpoint and for the model package that is made of it.
   *
   * @param folder one that exists
   * @throws UncheckedIOException if there is not
   */
  public static void requireSpace(Path folder, FreeSpace free) {
    long needed = weights(manifest()) * (DataType.F16.bytes() + BYTES_CONVERTED) + SLACK;
    try {
      long left = free.bytes(folder);
      if (left < needed) {
        throw new IOException(
            "not enough space: a model of full size with random weights needs %d MB for a while, %s has %d MB left; measure another one with --model"
                .formatted(needed >> 20, folder, left >> 20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Writes one in the diffusers layout, 2.1 GB.
   *
   * @param folder one that does not exist yet
   * @param progress of the bytes written
   */
  public static void writeTo(Path folder, ConversionProgress progress) throws IOException {
    new RandomCheckpoint(folder, progress).write();
  }

  private void write() throws IOException {
    for (Map.Entry<String, JsonNode> component : manifest.path("components").properties()) {
      JsonNode listed = component.getValue();
      String name = listed.path("file").asText().replace(".safetensors", ".fp16.safetensors");
      SafetensorsWriter.write(folder.resolve(name), Map.of("format", "pt"), entries(listed));
      json(component.getKey() + "/config.json", manifest.path("configs").path(component.getKey()));
    }
    json("model_index.json", Map.of("_class_name", "StableDiffusionPipeline"));
    json(
        "scheduler/scheduler_config.json",
        Map.of(
            "beta_schedule",
            "scaled_linear",
            "beta_start",
            0.00085,
            "beta_end",
            0.012,
            "num_train_timesteps",
            1000,
            "set_alpha_to_one",
            false,
            "steps_offset",
            1));
    tokenizer(manifest.path("configs").path("text_encoder").path("vocab_size").asInt());
  }

  private void json(String file, Object content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    JSON.writeValue(path.toFile(), content);
  }

  /** Knows the two special tokens where CLIP has them, and letters: enough to count to 77. */
  private void tokenizer(int vocabulary) throws IOException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      ids.put(Character.toString(letter), ids.size());
      ids.put(letter + "</w>", ids.size());
    }
    ids.put("<|startoftext|>", vocabulary - 2);
    ids.put("<|endoftext|>", vocabulary - 1);
    json("tokenizer/vocab.json", ids);
    Files.writeString(folder.resolve("tokenizer/merges.txt"), "#version: 0.2\n");
  }

  private List<SafetensorsWriter.Entry> entries(JsonNode listed) {
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> tensor : listed.path("tensors").properties()) {
      Shape shape = shape(tensor.getValue());
      int exponent = exponent(tensor.getKey(), shape);
      int signs = isGain(tensor.getKey(), shape) ? 0 : 0x80;
      entries.add(
          new SafetensorsWriter.Entry(
              tensor.getKey(),
              DataType.F16,
              shape,
              out -> write(out, shape.size() * DataType.F16.bytes(), exponent, signs)));
    }
    return entries;
  }

  /** What a norm multiplies with: about 1, where all else has either sign. */
  private static boolean isGain(String name, Shape shape) {
    return shape.numDimensions() == 1 && name.endsWith(".weight");
  }

  /** The exponent of weights that keep the size of what is summed up, and of small biases. */
  private static int exponent(String name, Shape shape) {
    if (isGain(name, shape)) {
      return ONE;
    }
    double summands = shape.numDimensions() == 1 ? 1 << 16 : (double) shape.size() / shape.get(0);
    // From 2^-k up to 2^(1-k): the root of the mean square is 1.53 times the least.
    return ONE - (int) Math.round(Math.log(1.53 * Math.sqrt(summands)) / Math.log(2));
  }

  private void write(OutputStream out, long bytes, int exponent, int signs) throws IOException {
    byte[] window = new byte[(int) Math.min(WINDOW, bytes)];
    for (long left = bytes; left > 0; left -= window.length) {
      random.nextBytes(window);
      for (int i = 1; i < window.length; i += 2) {
        window[i] = (byte) (window[i] & (signs | 3) | exponent << 2); // sign, exponent, fraction
      }
      int length = (int) Math.min(window.length, left);
      out.write(window, 0, length);
      done += length;
      progress.progress(STAGE, done, total);
    }
  }

  private static JsonNode manifest() {
    try (InputStream in = RandomCheckpoint.class.getResourceAsStream("sd15-manifest.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long weights(JsonNode manifest) {
    long sum = 0;
    for (JsonNode component : manifest.path("components")) {
      for (JsonNode tensor : component.path("tensors")) {
        sum += shape(tensor).size();
      }
    }
    return sum;
  }

  private static Shape shape(JsonNode tensor) {
    return Shape.of(
        StreamSupport.stream(tensor.path("shape").spliterator(), false)
            .mapToLong(JsonNode::asLong)
            .toArray());
  }
}
