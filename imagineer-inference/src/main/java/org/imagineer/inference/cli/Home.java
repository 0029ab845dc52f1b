package org.imagineer.inference.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagineer.inference.Addons;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.lora.LoraFolder;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.text.EmbeddingFolder;

/**
 * Where the command line finds models: {@code IMAGINEER_HOME/models}, and the demo checkpoint that
 * comes with the program; and what prompts may name beside words.
 *
 * @param models folder of the model packages
 * @param demoCheckpoint the bundled checkpoint in the diffusers layout, where there is one
 * @param addons of {@code IMAGINEER_HOME/loras} and {@code embeddings}, and the demo's LoRAs
 */
record Home(Path models, Optional<Path> demoCheckpoint, Addons addons) {

  static final String DEMO = "demo";

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N} ._-]{0,99}");

  /** As the launcher sets it in the environment. */
  static Home of(Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("IMAGINEER_HOME", "data")).toAbsolutePath();
    Optional<Path> demo =
        Optional.ofNullable(environment.get("IMAGINEER_DEMO_MODEL")).map(Path::of);
    LoraFolder loras =
        demo.map(folder -> LoraFolder.at(home.resolve("loras"), folder.resolve("loras")))
            .orElseGet(() -> LoraFolder.at(home.resolve("loras")));
    return new Home(
        home.resolve("models"),
        demo.map(folder -> folder.resolve("checkpoint")).filter(Files::isDirectory),
        new Addons(loras, EmbeddingFolder.at(home.resolve("embeddings"))));
  }

  /** The complete packages of today's format, by name. */
  List<ModelPackage> packages() {
    return folders().stream()
        .filter(folder -> !ModelPackage.isOutdated(folder))
        .map(ModelPackage::read)
        .toList();
  }

  /** Names of packages that an earlier version wrote and this one does not read. */
  List<String> outdated() {
    return folders().stream()
        .filter(ModelPackage::isOutdated)
        .map(folder -> folder.getFileName().toString())
        .toList();
  }

  private List<Path> folders() {
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(models)) {
      return folders.filter(ModelPackage::isAt).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** IMAGINEER_HOME itself. */
  Path folder() {
    return models.getParent();
  }

  /** Where fetched checkpoints lie: not where the server looks for finished ones. */
  Path downloads() {
    return models.resolveSibling("downloads");
  }

  /**
   * Where a new model goes.
   *
   * @throws IllegalArgumentException if the name is none for a folder
   */
  Path newModel(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name for a model: letters, digits, '.', '_', '-' and spaces are allowed"
              .formatted(name));
    }
    return models.resolve(name);
  }

  /** The package with this name, or else the path itself. */
  Path packageOrFolder(String nameOrFolder) {
    Path named = models.resolve(nameOrFolder);
    return ModelPackage.isAt(named) ? named : Path.of(nameOrFolder);
  }

  /**
   * The package with this name or at this path; the demo model is converted on its first use, and
   * again after a change of the packages' format.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  Path find(String nameOrFolder) {
    Path named = models.resolve(nameOrFolder);
    boolean bundled = nameOrFolder.equals(DEMO) && demoCheckpoint.isPresent();
    if (ModelPackage.isAt(named) && !(bundled && ModelPackage.isOutdated(named))) {
      return named;
    }
    Path folder = Path.of(nameOrFolder).toAbsolutePath();
    if (ModelPackage.isAt(folder)) {
      return folder;
    }
    if (bundled) {
      ConvertCommand.convert(demoCheckpoint.get(), CheckpointOptions.NONE, named, true);
      return named;
    }
    List<String> known = packages().stream().map(ModelPackage::name).toList();
    throw new IllegalArgumentException(
        "there is no model '%s'; known: %s. Convert a checkpoint with ./imagineer convert"
            .formatted(nameOrFolder, known.isEmpty() ? "none" : String.join(", ", known)));
  }
}
