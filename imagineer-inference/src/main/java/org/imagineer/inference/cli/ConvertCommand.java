package org.imagineer.inference.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer convert}: checkpoint to model package. */
@Command(
    name = "convert",
    description =
        "Turns a Stable Diffusion 1.x checkpoint into a model package, which is what the server and"
            + " 'generate' run. A full-size checkpoint needs about 4 GB of disk beside itself.",
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER|FILE",
      description =
          "The checkpoint: a folder in the diffusers layout, or a single .safetensors file (LDM names, as fine-tunes"
              + " are shared). Pickles (.ckpt, .pt, .bin) are refused: they can run code.")
  private Path from;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description =
          "Where the package goes; its last name is the model's name. Default: IMAGINEER_HOME/models/<name of the"
              + " source>.")
  private Path to;

  @Mixin private CheckpointArguments checkpoint;

  @Option(names = "--overwrite", description = "Replace a package that is already there.")
  private boolean overwrite;

  @Override
  public Integer call() {
    Home home = main.home();
    Path target = to != null ? to : home.models().resolve(nameOf(from));
    report(convert(from, checkpoint.options(home), target, overwrite), target);
    return 0;
  }

  /** The name of a model that is made of a folder or file. */
  static String nameOf(Path checkpoint) {
    String name = checkpoint.toAbsolutePath().normalize().getFileName().toString();
    return name.replaceFirst("\\.safetensors$", "");
  }

  /** Converts with a progress bar. @return what was left out, in words */
  static List<String> convert(Path from, CheckpointOptions options, Path to, boolean overwrite) {
    try (ByteProgress progress = new ByteProgress("Converting " + to.getFileName())) {
      return new SavedModelConverter(progress).convert(from, options, to, overwrite);
    }
  }

  static void report(List<String> ignored, Path target) {
    if (!ignored.isEmpty()) {
      System.out.println("Ignored: " + String.join(", ", ignored));
    }
    System.out.println("Model package: " + target);
  }
}
