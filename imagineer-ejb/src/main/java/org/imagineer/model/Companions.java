package org.imagineer.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.imagineer.inference.checkpoint.CheckpointOptions;

/**
 * What lies beside an imported checkpoint and belongs to it: {@code <name>.vae.safetensors}, a VAE
 * to take instead of its own, and for a single file {@code <name>.config}, a folder in the
 * diffusers layout with configurations and perhaps a tokenizer.
 */
final class Companions {

  private static final String FILE = ".safetensors";
  private static final String VAE = ".vae.safetensors";
  private static final String CONFIG = ".config";

  private Companions() {}

  /** Whether this is a companion of a checkpoint that is there too. */
  static boolean isOne(Path path) {
    String name = path.getFileName().toString();
    if (name.endsWith(VAE)) {
      String of = name.substring(0, name.length() - VAE.length());
      return Files.exists(path.resolveSibling(of)) || Files.exists(path.resolveSibling(of + FILE));
    }
    return name.endsWith(CONFIG)
        && Files.exists(
            path.resolveSibling(name.substring(0, name.length() - CONFIG.length()) + FILE));
  }

  /**
   * How to convert a checkpoint with all that belongs to it.
   *
   * @param packages where a single file without a tokenizer finds one
   */
  static CheckpointOptions of(Path checkpoint, Path packages) {
    String name = ModelImports.nameOf(checkpoint);
    CheckpointOptions options = CheckpointOptions.NONE.withPackages(packages);
    Path vae = checkpoint.resolveSibling(name + VAE);
    if (Files.isRegularFile(vae)) {
      options = options.withVae(vae);
    }
    Path config = checkpoint.resolveSibling(name + CONFIG);
    return Files.isDirectory(config) && Files.isRegularFile(checkpoint)
        ? options.withConfig(config)
        : options;
  }
}
