package org.imagineer.inference.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.imagineer.inference.Addons;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.Outcome;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.text.PromptTokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer generate}: draws pictures without the server. */
@Command(
    name = "generate",
    description =
        "Draws a picture from a prompt and writes it as a PNG that carries its parameters.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Mixin private PictureOptions picture;
  @Mixin private LoraOptions loras;
  @Mixin private InitImageOptions initImage;
  @Mixin private HiresOptions hires;
  @Mixin private SkipOptions skip;
  @Mixin private EngineOptions engine;

  @Option(
      names = {"-m", "--model"},
      defaultValue = Home.DEMO,
      description = "A model's name or the folder of a model package. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--num-images",
      defaultValue = "1",
      description = "How many, with consecutive seeds. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--batch-size",
      defaultValue = "1",
      paramLabel = "K",
      description =
          "How many of them go through the network together, 1 .. 16: faster where one does not keep"
              + " the device busy; they differ from single ones by rounding."
              + " Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "out.png",
      paramLabel = "FILE",
      description =
          "The PNG to write; several pictures get -1, -2 ... before the ending. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace files that are already there.")
  private boolean overwrite;

  @Option(
      names = "--json",
      description =
          "Write the parameters into a file beside each picture, too, with .json for .png.")
  private boolean json;

  @Option(
      names = "--preview-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Write a rough preview beside the picture every N steps, with -preview before the ending. Default: none.")
  private int previewEvery;

  @Override
  public Integer call() throws IOException {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("--num-images must be between 1 and 100");
    }
    if (batchSize < 1 || batchSize > 16) {
      throw new IllegalArgumentException("--batch-size must be between 1 and 16");
    }
    if (previewEvery < 0) {
      throw new IllegalArgumentException("--preview-every must not be negative");
    }
    OutputFiles files = new OutputFiles(output, count, json, previewEvery > 0);
    if (!overwrite) {
      files.requireNew();
    }
    Home home = main.home();
    Addons addons = home.addons();
    ModelPackage found = ModelPackage.read(home.find(model));
    GenerationRequestBuilder draft = picture.request(found.description().recommended());
    loras.addTo(draft, addons.loras());
    initImage.addTo(draft);
    hires.addTo(draft);
    skip.addTo(draft);
    GenerationRequest request = draft.build();
    Device device = engine.device(main);
    try (StableDiffusion stableDiffusion =
        StableDiffusion.open(found.folder(), addons, device, engine.precision(main, device))) {
      for (int i = 0; i < count; i += batchSize) {
        draw(stableDiffusion, request, files, i, Math.min(i + batchSize, count));
      }
    }
    return 0;
  }

  /**
   * Pictures {@code from} .. {@code to - 1}; a failure is told once those that succeed are there.
   */
  private void draw(
      StableDiffusion stableDiffusion,
      GenerationRequest request,
      OutputFiles files,
      int from,
      int to)
      throws IOException {
    List<GenerationRequest> requests =
        IntStream.range(from, to).mapToObj(i -> request.withSeed(request.seedOf(i))).toList();
    List<StepProgress> progress = new ArrayList<>();
    List<Outcome> outcomes;
    try {
      for (int i = from; i < to; i++) {
        progress.add(new StepProgress(task(requests), i == from, previewEvery, files.preview(i)));
      }
      outcomes = stableDiffusion.generateTogether(requests, progress);
    } finally {
      progress.forEach(StepProgress::close);
    }
    for (int i = from; i < to; i++) {
      if (outcomes.get(i - from).failure() == null) {
        write(stableDiffusion, outcomes.get(i - from).image(), progress.get(i - from), files, i);
      }
    }
    outcomes.forEach(Outcome::orThrow);
  }

  private static String task(List<GenerationRequest> requests) {
    long first = requests.get(0).seed();
    long last = requests.get(requests.size() - 1).seed();
    return first == last ? "Seed " + first : "Seeds %d to %d".formatted(first, last);
  }

  private void write(
      StableDiffusion stableDiffusion,
      GeneratedImage image,
      StepProgress progress,
      OutputFiles files,
      int index)
      throws IOException {
    PictureFile.write(image.png(), files.picture(index));
    if (json) {
      byte[] recipe = ModelLines.json(SideFile.of(image.info())).getBytes(StandardCharsets.UTF_8);
      PictureFile.write(recipe, files.sideFile(index));
    }
    GenerationRequest request = image.request();
    PromptTokens tokens =
        stableDiffusion.tokenCount(request.prompt(), request.steps(), request.promptSyntax());
    System.out.printf(
        "%s  seed %d  %s, prompt %d/%d tokens%n",
        files.picture(index), request.seed(), progress.pace(), tokens.tokens(), tokens.limit());
  }
}
