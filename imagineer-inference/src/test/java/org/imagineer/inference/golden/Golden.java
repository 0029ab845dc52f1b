package org.imagineer.inference.golden;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.Safetensors;

/**
 * A folder of golden vectors: what the reference implementation computed, and how near one must
 * come. {@code -Dimagineer.golden=<folder>} and {@code -Dimagineer.checkpoint=<folder or single
 * file>} choose others than the test resources'.
 */
public final class Golden implements AutoCloseable {

  /** Python writes infinities into JSON. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path folder;
  private final JsonNode index;
  private final Map<String, Safetensors> files = new HashMap<>();

  private Golden(Path folder) throws IOException {
    this.folder = folder;
    this.index = JSON.readTree(folder.resolve("golden.json").toFile());
  }

  /** Opens the folder that the system property or the test resources name. */
  public static Golden open() {
    try {
      String chosen = System.getProperty("imagineer.golden", "");
      return new Golden(chosen.isEmpty() ? resource("/golden") : folder(chosen));
    } catch (IOException e) {
      throw new UncheckedIOException("no golden vectors", e);
    }
  }

  /** A folder of the test resources. */
  static Path resource(String name) {
    return Path.of(Golden.class.getResource(name).getPath());
  }

  /** Where golden.json lies. */
  public Path folder() {
    return folder;
  }

  /** The checkpoint to be compared: the one that is chosen, or the vectors' own. */
  public Path checkpoint() {
    String chosen = System.getProperty("imagineer.checkpoint", "");
    return chosen.isEmpty() ? ownCheckpoint() : folder(chosen);
  }

  /** Where configurations and tokenizer lie: a single file has none, so the vectors' own serve. */
  public Path configurations() {
    return Files.isDirectory(checkpoint()) ? checkpoint() : ownCheckpoint();
  }

  /** The diffusers folder that the vectors were computed with. */
  private Path ownCheckpoint() {
    return folder.resolve(index.path("checkpoint").asText("../tiny-sd")).normalize();
  }

  // Relative to the project's root, where Maven is called, not to the module whose tests run.
  private static Path folder(String chosen) {
    return Path.of(System.getProperty("imagineer.root", "")).resolve(chosen).toAbsolutePath();
  }

  /** golden.json itself. */
  public JsonNode index() {
    return index;
  }

  /** All cases, in the index's order. */
  public List<GoldenCase> cases() {
    List<GoldenCase> cases = new ArrayList<>();
    index.path("cases").forEach(node -> cases.add(new GoldenCase(this, node)));
    return cases;
  }

  /** A safetensors file beside the index; stays open as long as this. */
  public synchronized Safetensors file(String name) {
    return files.computeIfAbsent(name, file -> Safetensors.open(folder.resolve(file)));
  }

  /** A JSON file beside the index. */
  public JsonNode json(String name) {
    try {
      return JSON.readTree(folder.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    files.values().forEach(Safetensors::close);
    files.clear();
  }
}
