package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagineer.inference.lora.LoraFolder;
import org.imagineer.settings.Settings;

/**
 * The LoRAs that requests and prompts may name. Looks into the folders at every call, so that a
 * file put there by hand is known at once; only what lies there is ever found. Safe for use by many
 * threads.
 */
@ApplicationScoped
public class LoraCatalog {

  private List<Path> roots;
  private LoraFolder folder;

  /** For the container's client proxy. */
  protected LoraCatalog() {}

  @Inject
  public LoraCatalog(Settings settings) {
    roots = settings.loraFolders();
    folder = LoraFolder.at(roots.toArray(Path[]::new));
  }

  /** The same LoRAs as the engine looks for them. */
  public LoraFolder folder() {
    return folder;
  }

  /**
   * The LoRA of a name: its file's without the ending, or that of the folder that holds it alone.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Lora named(String name) {
    return lora(folder.find(name));
  }

  /**
   * The LoRA whose file has this path.
   *
   * @param path relative to the LoRA folder
   * @throws IllegalArgumentException if there is no such file, or it lies elsewhere
   */
  public Lora at(String path) {
    return roots.stream()
        .flatMap(root -> inside(root, path).stream())
        .findFirst()
        .map(this::lora)
        .orElseThrow(() -> new IllegalArgumentException("Invalid LoRA path"));
  }

  /** Compares the path with files that are listed, and opens nothing by it. */
  private Optional<Path> inside(Path root, String path) {
    try {
      Path wanted = root.resolve(path).normalize();
      return wanted.startsWith(root)
          ? Stream.of(stem(wanted), folderName(wanted))
              .flatMap(name -> found(name).stream())
              .filter(wanted::equals)
              .findFirst()
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> found(String name) {
    try {
      return Optional.of(folder.find(name));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private Lora lora(Path file) {
    Path root = roots.stream().filter(file::startsWith).findFirst().orElseThrow();
    // Two folders may hold files of the same name: the second goes by its folder's.
    String name =
        found(stem(file)).filter(file::equals).map(LoraCatalog::stem).orElse(folderName(file));
    return new Lora(name, root.relativize(file).toString().replace(File.separatorChar, '/'), file);
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.safetensors$", "");
  }

  private static String folderName(Path file) {
    return file.getParent().getFileName().toString();
  }
}
