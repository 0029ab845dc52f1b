package org.imagineer.inference.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;
import org.imagineer.inference.savedmodel.ModelPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer info}: what a file or folder holds. */
@Command(
    name = "info",
    description =
        "Says what a picture was drawn with, what a model package holds, or which tensors a .safetensors file has.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  // A terminal would obey them, and pictures come from anywhere; no prompt means anything by them.
  private static final String CONTROLS = "[\\p{Cc}&&[^\\n\\t]]";

  @Parameters(
      paramLabel = "THING",
      description = "A PNG, a .safetensors file, a model package's folder or a model's name.")
  private String thing;

  @Option(
      names = "--command",
      description = "For a picture: print the command that draws it again.")
  private boolean command;

  @Override
  public Integer call() throws IOException {
    Path path = Path.of(thing);
    if (command) {
      System.out.println(RecipeCommand.of(InfoText.parse(parameters(path))));
    } else if (Files.isRegularFile(path)) {
      System.out.print(thing.endsWith(".safetensors") ? tensors(path) : parameters(path));
    } else {
      Path folder = main.home().find(thing);
      System.out.print(ModelLines.details(ModelPackage.read(folder)));
    }
    return 0;
  }

  private static String tensors(Path path) {
    try (Safetensors file = Safetensors.open(path)) {
      return file.names().stream()
          .sorted()
          .map(file::tensor)
          .map(each -> "%-90s %-5s %s%n".formatted(each.name(), each.type(), each.shape()))
          .collect(Collectors.joining());
    }
  }

  private static String parameters(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return PngFile.parameters(in)
          .orElseThrow(() -> new IOException(path + " says nothing of how it was drawn"))
          .replaceAll(CONTROLS, "")
          .concat("\n");
    }
  }
}
