package org.imagineer.inference.savedmodel;

import static org.imagineer.inference.bench.RandomLora.ATTENTION_AND_FEED_FORWARD;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.imagineer.inference.Addons;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.Pictures;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.bench.PeakMemory;
import org.imagineer.inference.bench.RandomLora;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.SchedulerKind;

/**
 * What one process takes for the full-size model; run in a virtual machine of its own. Prints lines
 * of {@code what seconds peak} (decibels instead of seconds where what is so called), the last
 * being the most memory, in bytes, that the process has ever had resident (VmHWM of Linux); after a
 * generation, what is resident beside the Java heap; of {@code resident}, all but mapped files.
 */
final class FullSizeMeasurement {

  private static final int RANK = 32;
  private static final int GENERATIONS = 50;
  private static final int SEEDS = 3;
  private static final int HALVES_STEPS = 8;

  private FullSizeMeasurement() {}

  /**
   * @param arguments {@code convert CHECKPOINT PACKAGE}, {@code run PACKAGE}, {@code resident
   *     PACKAGE}, {@code halves PACKAGE}, {@code lora PACKAGE FOLDER} or {@code generations PACKAGE
   *     FOLDER}, where the folder is one for LoRA files
   */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "convert" -> convert(Path.of(arguments[1]), Path.of(arguments[2]));
      case "run" -> run(Path.of(arguments[1]));
      case "resident" -> resident(Path.of(arguments[1]));
      case "halves" -> halves(Path.of(arguments[1]));
      case "generations" -> generations(Path.of(arguments[1]), Path.of(arguments[2]));
      default -> lora(Path.of(arguments[1]), Path.of(arguments[2]));
    }
  }

  private static void convert(Path checkpoint, Path target) {
    long start = System.nanoTime();
    StageClock clock = new StageClock();
    new SavedModelConverter(clock).convert(checkpoint, target, false);
    clock.enter("sync");
    report("convert", start);
  }

  private static void run(Path folder) {
    long start = System.nanoTime();
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(folder))) {
      report("load", start);
      start = System.nanoTime();
      TextEmbeddings text = model.encodeText(new int[2][77], 1);
      report("encode-text", start);
      for (String pass : List.of("unet-first", "unet-again")) {
        start = System.nanoTime();
        model.predictNoise(noise(2), new float[] {500}, text);
        report(pass, start);
      }
      for (String pass : List.of("decode-first", "decode-again")) {
        start = System.nanoTime();
        model.decode(noise(1));
        report(pass, start);
      }
    }
  }

  /**
   * What is resident, all but mapped files, with a model in bfloat16 that has done what is told.
   */
  private static void resident(Path folder) {
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(folder), Precision.BFLOAT16)) {
      reportResident("loaded");
      TextEmbeddings text = model.encodeText(new int[2][77], 1);
      for (String step : List.of("step-first", "step-again")) {
        model.predictNoise(noise(2), new float[] {500}, text);
        reportResident(step);
      }
      model.decode(noise(1));
      reportResident("decoded");
      model.predictNoise(noise(2), new float[] {500}, text);
      reportResident("step-after-decoding");
    }
  }

  private static void reportResident(String what) {
    System.out.printf("%s 0 %d%n", what, Pointer.physicalBytes());
  }

  /** How near the pictures in bfloat16 come to those in float32: PSNR. */
  private static void halves(Path folder) {
    List<BufferedImage> exact = pictures(folder, Precision.FLOAT32);
    List<BufferedImage> halves = pictures(folder, Precision.BFLOAT16);
    for (int i = 0; i < exact.size(); i++) {
      System.out.printf("decibels-%d %.1f 0%n", i, Pictures.psnr(exact.get(i), halves.get(i)));
    }
  }

  /** Of 512x512, one for each seed. */
  private static List<BufferedImage> pictures(Path folder, Precision precision) {
    List<BufferedImage> pictures = new ArrayList<>();
    try (StableDiffusion model = StableDiffusion.open(folder, Addons.NONE, precision)) {
      for (int seed = 0; seed < SEEDS; seed++) {
        GenerationRequest request =
            GenerationRequest.of("a lake").withSteps(HALVES_STEPS).withSeed(seed);
        pictures.add(model.generate(request, GenerationListener.NONE).pixels());
      }
    }
    return pictures;
  }

  private static void lora(Path folder, Path files) throws IOException {
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(folder))) {
      Path one =
          new RandomLora(1, RANK)
              .write(files.resolve("one.safetensors"), model, ATTENTION_AND_FEED_FORWARD);
      Path two =
          new RandomLora(2, RANK)
              .write(files.resolve("two.safetensors"), model, ATTENTION_AND_FEED_FORWARD);
      LoraMerger merger = new LoraMerger(model);
      TextEmbeddings text = model.encodeText(new int[2][77], 1);
      model.predictNoise(noise(2), new float[] {500}, text);
      measure("step-without", () -> model.predictNoise(noise(2), new float[] {500}, text));
      measure("lora-first", () -> merger.use(List.of(new LoraUse(one, 0.8, 0.8))));
      measure("lora-other", () -> merger.use(List.of(new LoraUse(two, 0.8, 0.8))));
      measure(
          "lora-both",
          () -> merger.use(List.of(new LoraUse(one, 0.5, 0.5), new LoraUse(two, 0.5, 0.5))));
      measure("step-with", () -> model.predictNoise(noise(2), new float[] {500}, text));
      measure("lora-none-first", () -> merger.use(List.of()));
      measure("lora-again", () -> merger.use(List.of(new LoraUse(one, 0.8, 0.8))));
      measure("lora-none", () -> merger.use(List.of()));
    }
  }

  /** Pictures of changing sizes, LoRAs and samplers; says after each what is resident then. */
  private static void generations(Path folder, Path files) throws IOException {
    Path one = files.resolve("one.safetensors");
    Path two = files.resolve("two.safetensors");
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(folder))) {
      new RandomLora(1, RANK).write(one, model, ATTENTION_AND_FEED_FORWARD);
      new RandomLora(2, RANK).write(two, model, ATTENTION_AND_FEED_FORWARD);
    }
    List<List<LoraUse>> sets =
        List.of(
            List.of(),
            List.of(new LoraUse(one, 0.1, 0.1)),
            List.of(new LoraUse(one, 0.1, 0.1), new LoraUse(two, -0.1, 0.1)));
    SchedulerKind[] kinds = SchedulerKind.values();
    try (StableDiffusion model = StableDiffusion.open(folder)) {
      for (int i = 0; i < GENERATIONS; i++) {
        GenerationRequest request =
            GenerationRequest.of("a lake")
                .withWidth(128 + 64 * (i % 3))
                .withHeight(128 + 64 * (i / 3 % 3))
                .withSteps(2)
                .withLoras(sets.get(i / 2 % 3))
                .withScheduler(kinds[i % kinds.length]);
        model.generate(request, GenerationListener.NONE);
        System.gc();
        System.out.printf(
            "generation-%d 0 %d%n",
            i + 1, Pointer.physicalBytes() - Runtime.getRuntime().totalMemory());
      }
    }
  }

  private static void measure(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    report(what, start);
  }

  /** [N, 4, 64, 64]: pictures of 512x512. */
  private static Latents noise(int batch) {
    Random random = new Random(7);
    float[] values = new float[batch * 4 * 64 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Latents(batch, 4, 64, 64, values);
  }

  private static void report(String what, long since) {
    System.out.printf(
        "%s %.1f %d%n", what, (System.nanoTime() - since) / 1e9, PeakMemory.bytes().orElseThrow());
  }

  /** Tells stages apart. */
  private static final class StageClock implements ConversionProgress {
    private String stage = "check";
    private long since = System.nanoTime();

    @Override
    public void progress(String now, long done, long total) {
      if (!now.equals(stage)) {
        enter(now);
      }
    }

    void enter(String next) {
      report(stage, since);
      stage = next;
      since = System.nanoTime();
    }
  }
}
