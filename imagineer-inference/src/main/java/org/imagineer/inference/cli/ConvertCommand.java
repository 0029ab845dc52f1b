package org.imagineer.inference.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./imagineer convert}: checkpoint to model package. */
@Command(
    name = "convert",
    description =
        "Turns a Stable Diffusion 1.x checkpoint into a model package, which is what the server and"
            + " 'generate' run. A full-size checkpoint needs about 4 GB of disk beside itself.",
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER",
      description = "The checkpoint: a folder in the diffusers layout.")
  private Path from;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description =
          "Where the package goes; its last name is the model's name. Default: IMAGINEER_HOME/models/<name of the"
              + " source>.")
  private Path to;

  @Option(
      names = "--variant",
      defaultValue = "",
      paramLabel = "NAME",
      description =
          "Which of several files of weights to take, such as fp16. Default: the most precise.")
  private String variant;

  @Option(names = "--overwrite", description = "Replace a package that is already there.")
  private boolean overwrite;

  @Override
  public Integer call() {
    Path target =
        to != null
            ? to
            : Home.of(System.getenv())
                .models()
                .resolve(from.toAbsolutePath().normalize().getFileName());
    convert(from, variant, target, overwrite);
    System.out.println("Model package: " + target);
    return 0;
  }

  /** Converts with a progress bar. */
  static void convert(Path from, String variant, Path to, boolean overwrite) {
    try (ByteProgress progress = new ByteProgress("Converting " + to.getFileName())) {
      new SavedModelConverter(progress).convert(from, variant, to, overwrite);
    }
  }
}
