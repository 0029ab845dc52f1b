package org.imagineer.inference.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.imagineer.inference.checkpoint.CheckpointDownload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer models pull}: from a server to a model that draws. */
@Command(
    name = "pull",
    description =
        "Fetches a Stable Diffusion 1.x checkpoint and converts it into a model package. An interrupted download goes"
            + " on where it stopped when the same command is given again.",
    footer = {
      "",
      "Environment:",
      "  HF_TOKEN      your access token, for private and gated repositories",
      "  HF_ENDPOINT   another server than https://huggingface.co"
    },
    mixinStandardHelpOptions = true)
final class PullCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A repository in the diffusers layout (owner/name), a single file of one (owner/name/file.safetensors), or"
              + " the web address of either.")
  private String model;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where the files go. Default: IMAGINEER_HOME/downloads/<name>.")
  private Path to;

  @Option(
      names = "--revision",
      defaultValue = "main",
      paramLabel = "NAME",
      description = "Branch, tag or commit of the repository. Default: ${DEFAULT-VALUE}.")
  private String revision;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the model is to be called. Default: the name of the repository or file.")
  private String name;

  @Option(
      names = "--convert",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to convert what was fetched (the default).")
  private boolean convert;

  @Mixin private CheckpointArguments checkpoint;

  @ParentCommand private ModelsCommand models;

  @Override
  public Integer call() {
    Home home = models.main().home();
    String called = name != null ? name : CheckpointDownload.nameOf(model);
    Path target = home.newModel(called);
    if (convert && Files.exists(target)) {
      throw new IllegalArgumentException(
          target + " is already there; give another --name, or --no-convert");
    }
    Path folder = to != null ? to : home.downloads().resolve(called);
    CheckpointDownload.Fetched fetched = fetch(folder);
    System.out.println("Fetched: " + fetched.checkpoint());
    tellUnverified(fetched.unverified());
    if (convert) {
      ConvertCommand.report(
          ConvertCommand.convert(fetched.checkpoint(), checkpoint.options(home), target, false),
          target);
    }
    return 0;
  }

  private CheckpointDownload.Fetched fetch(Path folder) {
    Main main = models.main();
    URI hub = main.variable("HF_ENDPOINT").map(URI::create).orElse(CheckpointDownload.HUB);
    Optional<String> token = main.variable("HF_TOKEN");
    try (ByteProgress progress = new ByteProgress("Fetching")) {
      return new CheckpointDownload(hub, token, progress::progress)
          .fetch(model, revision, checkpoint.variant(), folder);
    }
  }

  private static void tellUnverified(List<String> unverified) {
    if (!unverified.isEmpty()) {
      System.out.println(
          "Their publisher gives no checksum, so only the length was checked: "
              + String.join(", ", unverified));
    }
  }
}
