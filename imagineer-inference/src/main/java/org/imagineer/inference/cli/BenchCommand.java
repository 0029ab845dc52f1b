package org.imagineer.inference.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.imagineer.inference.bench.BenchOptions;
import org.imagineer.inference.bench.BenchResult;
import org.imagineer.inference.bench.BenchTable;
import org.imagineer.inference.bench.Benchmark;
import org.imagineer.inference.bench.RandomCheckpoint;
import org.imagineer.inference.bench.ScratchFolder;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.checkpoint.FreeSpace;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.ModelDescription.Recommended;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer bench}: how long this machine takes for the parts of a picture. */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine draws: text encoder, UNet step, VAE decoder, whole pictures, loading, switching"
          + " LoRAs, memory; and how much that is of the best matrix product that TensorFlow reaches here.",
      "Without --model: a model of Stable Diffusion 1.5's true size with random weights, made on the spot; that takes"
          + " 4.5 GB of disk below IMAGINEER_HOME, which are free again afterwards."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  private static final String RANDOM = "stable-diffusion-1.5-random";

  @ParentCommand private Main main;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FOLDER",
      description =
          "A model's name or the folder of a model package. Default: full size, random weights.")
  private String model;

  @Mixin private EngineOptions engine;

  @Option(
      names = "--runs",
      defaultValue = "3",
      paramLabel = "N",
      description = "Runs of each part whose median is told. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--warmup",
      defaultValue = "1",
      paramLabel = "N",
      description = "Runs of each part before these. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--steps",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "Measure a picture of so many steps, too; one of 20 is always measured. Default:"
              + " ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--width",
      paramLabel = "PIXELS",
      description = "Default: what the model recommends, else 512.")
  private Integer width;

  @Option(
      names = "--height",
      paramLabel = "PIXELS",
      description = "Default: what the model recommends, else 512.")
  private Integer height;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Home home = main.home();
    ModelPackage given = model == null ? null : ModelPackage.read(home.find(model));
    Recommended recommended =
        given == null ? Recommended.NOTHING : given.description().recommended();
    BenchOptions options =
        new BenchOptions(BenchOptions.picture(steps, width, height, recommended), warmup, runs);
    Device device = engine.device(main);
    Precision chosen = engine.precision(main, device);
    say("on %s in %s".formatted(device, chosen.name().toLowerCase(Locale.ROOT)));
    try (ScratchFolder scratch = ScratchFolder.in(home.folder())) {
      ModelPackage measured = given == null ? random(scratch.path()) : given;
      Benchmark benchmark =
          new Benchmark(measured, device, chosen, options, scratch.path(), BenchCommand::say);
      BenchResult result = benchmark.run(given == null);
      if (json) {
        System.out.println(ModelLines.json(result.figures()));
      } else {
        System.out.print(BenchTable.of(result));
      }
    }
    return 0;
  }

  private static ModelPackage random(Path scratch) throws IOException {
    RandomCheckpoint.requireSpace(scratch, FreeSpace.ON_DISK);
    say("making a model of full size with random weights, which goes again afterwards");
    Path checkpoint = scratch.resolve("checkpoint");
    try (ByteProgress progress = new ByteProgress("Random weights")) {
      RandomCheckpoint.writeTo(checkpoint, progress);
    }
    Path made = scratch.resolve(RANDOM);
    ConvertCommand.convert(checkpoint, CheckpointOptions.NONE, made, false);
    ScratchFolder.delete(checkpoint);
    return ModelPackage.read(made);
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}
