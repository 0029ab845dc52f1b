package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A converted model on disk: {@code model.json}, the SavedModels beside it, and the tokenizer's
 * files.
 *
 * @param folder where it lies; its last name is the model's name
 * @param description what model.json says
 */
public record ModelPackage(Path folder, ModelDescription description) {

  /** The file that makes a folder a model package; it is written last. */
  public static final String FILE = "model.json";

  /** The tokenizer's files lie in this folder of the package. */
  static final String TOKENIZER = "tokenizer";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Whether the folder holds a complete package. */
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /** Whether the folder holds a package of an earlier version, which must be converted again. */
  public static boolean isOutdated(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      int format =
          Files.isRegularFile(file) ? JSON.readTree(file.toFile()).path("format").asInt() : 0;
      return format > 0 && format < ModelDescription.FORMAT;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads model.json.
   *
   * @throws UncheckedIOException if there is none in the folder, or not one that this program wrote
   */
  public static ModelPackage read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      JsonNode json = JSON.readTree(file.toFile());
      int format = json.path("format").asInt();
      if (json.isObject() && format != ModelDescription.FORMAT) {
        throw new IOException(
            "it has format %d, this program reads %d; convert the checkpoint again"
                .formatted(format, ModelDescription.FORMAT));
      }
      ModelDescription description = JSON.treeToValue(json, ModelDescription.class);
      if (description == null || !description.isComplete()) {
        throw new UncheckedIOException(
            file + " is damaged: it lacks what a model package needs; convert the checkpoint again",
            new IOException("incomplete"));
      }
      return new ModelPackage(folder, description);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(file + " is damaged: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not a model package: " + e.getMessage(), e);
    }
  }

  static void write(ModelDescription description, Path folder) throws IOException {
    Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(description));
  }

  /** The model's name: its folder's. */
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  /** Where the tokenizer's files lie. */
  public Path tokenizer() {
    return folder.resolve(TOKENIZER);
  }

  /** Bytes of all SavedModels. */
  public long size() {
    return description.files().stream().mapToLong(ModelDescription.PackageFile::bytes).sum();
  }

  /**
   * Checks that the files have the lengths they were written with.
   *
   * @throws UncheckedIOException naming the first that is missing or of another length
   */
  void checkFiles() {
    for (ModelDescription.PackageFile expected : description.files()) {
      Path file = inside(expected.path());
      long bytes = length(file);
      if (bytes != expected.bytes()) {
        String found = bytes < 0 ? "is missing" : "has %d bytes".formatted(bytes);
        throw damaged("%s %s, not %d".formatted(file, found, expected.bytes()));
      }
    }
  }

  private Path inside(String path) {
    try {
      Path file = folder.resolve(path).normalize();
      if (file.startsWith(folder.normalize())) {
        return file;
      }
    } catch (InvalidPathException ignored) {
      // No file of ours has such a name.
    }
    throw damaged("%s lists '%s', which is not in it".formatted(folder.resolve(FILE), path));
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static UncheckedIOException damaged(String found) {
    String message = found + ": the package is damaged, convert the checkpoint again";
    return new UncheckedIOException(message, new IOException(message));
  }
}
