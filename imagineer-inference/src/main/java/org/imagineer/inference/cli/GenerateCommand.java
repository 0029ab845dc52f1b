package org.imagineer.inference.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.schedule.SchedulerKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./imagineer generate}: draws pictures without the server. */
@Command(
    name = "generate",
    description =
        "Draws a picture from a prompt and writes it as a PNG that carries its parameters.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  @Option(
      names = {"-p", "--prompt"},
      required = true,
      description = "What to draw.")
  private String prompt;

  @Option(
      names = {"-n", "--negative-prompt"},
      description = "What to keep away from.")
  private String negativePrompt;

  @Option(
      names = {"-m", "--model"},
      defaultValue = Home.DEMO,
      description = "A model's name or the folder of a model package. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(names = "--seed", description = "0 .. 2147483647. Default: drawn at random and printed.")
  private Long seed;

  @Option(names = "--steps", description = "1 .. 150. Default: what the model recommends, else 30.")
  private Integer steps;

  @Option(
      names = "--guidance-scale",
      description = "0 .. 30. Default: what the model recommends, else 8.")
  private Double guidanceScale;

  @Option(
      names = "--width",
      description = "Multiple of 8, 64 .. 2048. Default: what the model recommends, else 512.")
  private Integer width;

  @Option(
      names = "--height",
      description = "Multiple of 8, 64 .. 2048. Default: what the model recommends, else 512.")
  private Integer height;

  @Option(
      names = "--scheduler",
      description =
          "dpmpp_2m, dpmpp_2m_karras, euler, euler_a, ddim or pndm. Default: what the model recommends, else dpmpp_2m.")
  private String scheduler;

  @Option(
      names = "--clip-skip",
      defaultValue = "1",
      description = "1 .. 4; 2 is what A1111 calls 'clip skip 2'. Default: ${DEFAULT-VALUE}.")
  private int clipSkip;

  @Option(
      names = "--num-images",
      defaultValue = "1",
      description = "How many, with consecutive seeds. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "out.png",
      paramLabel = "FILE",
      description =
          "The PNG to write; several pictures get -1, -2 ... before the ending. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace files that are already there.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("--num-images must be between 1 and 100");
    }
    refuseToOverwrite();
    long first =
        seed != null ? seed : ThreadLocalRandom.current().nextLong(GenerationRequest.MAX_SEED + 1);
    ModelPackage found = ModelPackage.read(Home.of(System.getenv()).find(model));
    GenerationRequest request = request(found.description().recommended(), first);
    try (StableDiffusion stableDiffusion = StableDiffusion.open(found.folder())) {
      for (int i = 0; i < count; i++) {
        draw(
            stableDiffusion,
            request.withSeed((first + i) % (GenerationRequest.MAX_SEED + 1)),
            file(i));
      }
    }
    return 0;
  }

  private GenerationRequest request(ModelDescription.Recommended recommended, long first) {
    String name = given(scheduler, recommended.scheduler(), SchedulerKind.DPMPP_2M.id());
    return new GenerationRequest(
        prompt.strip(),
        given(negativePrompt, recommended.negativePrompt(), "").strip(),
        first,
        given(steps, recommended.steps(), 30),
        given(guidanceScale, recommended.guidanceScale(), 8.0),
        given(width, recommended.width(), 512),
        given(height, recommended.height(), 512),
        SchedulerKind.byId(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "unknown scheduler '%s'; known: %s".formatted(name, SchedulerKind.ids()))),
        clipSkip);
  }

  private static <T> T given(T asked, T recommended, T otherwise) {
    return Optional.ofNullable(asked).or(() -> Optional.ofNullable(recommended)).orElse(otherwise);
  }

  private void draw(StableDiffusion stableDiffusion, GenerationRequest request, Path file)
      throws IOException {
    GeneratedImage image;
    StepProgress progress = new StepProgress("Seed " + request.seed());
    try (progress) {
      image = stableDiffusion.generate(request, progress);
    }
    write(image.png(), file);
    System.out.printf("%s  seed %d  %s%n", file, request.seed(), progress.pace());
  }

  private Path file(int index) {
    if (count == 1) {
      return output;
    }
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String numbered =
        dot < 0
            ? name + "-" + (index + 1)
            : name.substring(0, dot) + "-" + (index + 1) + name.substring(dot);
    return output.resolveSibling(numbered);
  }

  private void refuseToOverwrite() throws IOException {
    for (int i = 0; i < count && !overwrite; i++) {
      if (Files.exists(file(i))) {
        throw new FileAlreadyExistsException(
            file(i) + " is already there; --overwrite replaces it");
      }
    }
  }

  // A picture appears whole or not at all.
  private static void write(byte[] png, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".imagineer-", ".part");
    try {
      Files.write(part, png);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
