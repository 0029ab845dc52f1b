package org.imagineer.inference.bench;

import static org.imagineer.inference.bench.RandomLora.ATTENTION_AND_FEED_FORWARD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.imagineer.inference.Addons;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.Machine;
import org.imagineer.inference.savedmodel.MatrixRate;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.NetworkFlops;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * Measures a model, part by part, and against the best matrix product before and after. One run at
 * a time in a process: it counts the whole process' memory and processor time.
 */
public final class Benchmark {

  private static final int STEPS = 20;
  private static final int WARMUP_STEPS = 2;
  private static final int RANK = 32;
  private static final double LORA_WEIGHT = 0.8;

  private static final GenerationListener UNTIL_INTERRUPTED =
      new GenerationListener() {
        @Override
        public boolean cancelled() {
          return Thread.currentThread().isInterrupted();
        }
      };

  private final ModelPackage model;
  private final Device device;
  private final Precision precision;
  private final BenchOptions options;
  private final Path scratch;
  private final Consumer<String> progress;
  private final Stopwatch watch;
  private final ModelDescription.Sizes sizes;
  private final int height;
  private final int width;

  /**
   * @param scratch a folder for files of some hundred megabytes
   * @param progress is told what begins, in words
   */
  public Benchmark(
      ModelPackage model,
      Device device,
      Precision precision,
      BenchOptions options,
      Path scratch,
      Consumer<String> progress) {
    this.model = model;
    this.device = device;
    this.precision = precision;
    this.options = options;
    this.scratch = scratch;
    this.progress = progress;
    watch = new Stopwatch(options.warmup(), options.runs(), progress);
    sizes = model.description().sizes();
    height = options.request().height() / sizes.latentScale();
    width = options.request().width() / sizes.latentScale();
  }

  /**
   * Measures everything.
   *
   * @param randomWeights whether the model is none that draws anything, for the result to tell
   * @throws CancellationException if the thread was interrupted
   * @throws UncheckedIOException if the model cannot be loaded, or nothing be written
   */
  public BenchResult run(boolean randomWeights) {
    Instant date = Instant.now();
    MatrixRate before = matrixRate();
    NetworkFlops flops = NetworkFlops.of(model, height, width);
    if (!PeakMemory.reset()) {
      progress.accept(
          "this system does not let the peak of memory begin here: it counts from the start");
    }
    try (Resident resident = new Resident()) {
      Timing load =
          watch.medianOfSingle("loading the model", run -> resident.unload(), resident::load);
      LoadedModel loaded = resident.loaded;
      Timing text = textEncoder(loaded);
      Timing step = unetStep(loaded);
      Timing decode = vaeDecode(loaded);
      int steps = options.request().steps();
      Timing twenty = image(loaded, STEPS);
      Optional<Timing> asked =
          steps == STEPS ? Optional.empty() : Optional.of(image(loaded, steps));
      Timing loras = loraSwitch(loaded);
      OptionalLong peak = PeakMemory.bytes();
      return new BenchResult(
          model.name(),
          randomWeights,
          device,
          precision,
          options,
          Machine.here(),
          date,
          before.orBetter(matrixRate()),
          flops,
          text,
          step,
          decode,
          twenty,
          asked,
          load,
          loras,
          peak);
    }
  }

  /** A model that is loaded over and over. */
  private final class Resident implements AutoCloseable {
    private LoadedModel loaded;

    void load(int run) {
      loaded = LoadedModel.open(model, device, precision);
    }

    void unload() {
      if (loaded != null) {
        loaded.close();
        loaded = null;
      }
    }

    @Override
    public void close() {
      unload();
    }
  }

  private MatrixRate matrixRate() {
    progress.accept("matrix product");
    return MatrixRate.measure(device, precision);
  }

  private Timing textEncoder(LoadedModel loaded) {
    int[][] ids = new int[1][sizes.contextLength()]; // [1, L]
    for (int i = 0; i < ids[0].length; i++) {
      ids[0][i] = i % sizes.vocabulary();
    }
    return watch.median("text encoder", () -> loaded.encodeText(ids, 1));
  }

  private Timing unetStep(LoadedModel loaded) {
    Latents sample = noise(2, 1); // [2, C, h, w]
    float[] timesteps = {500, 500}; // [2]
    float[] values = gaussian(2 * sizes.contextLength() * sizes.contextWidth(), 1);
    TextEmbeddings context =
        new TextEmbeddings(2, sizes.contextLength(), sizes.contextWidth(), values); // [2, L, D]
    return watch.median("UNet step", () -> loaded.predictNoise(sample, timesteps, context));
  }

  private Timing vaeDecode(LoadedModel loaded) {
    Latents latents = noise(1, 1 / sizes.scalingFactor()); // [1, C, h, w]
    return watch.median("VAE decoder", () -> loaded.decode(latents));
  }

  private Timing image(LoadedModel loaded, int steps) {
    StableDiffusion drawing = StableDiffusion.of(loaded, Addons.NONE);
    GenerationRequest whole = options.request().withSteps(steps);
    GenerationRequest brief = whole.withSteps(WARMUP_STEPS);
    return watch.medianOfSingle(
        "picture in %d steps".formatted(steps),
        run -> {},
        run -> drawing.generate(watch.isCounted(run) ? whole : brief, UNTIL_INTERRUPTED));
  }

  private Timing loraSwitch(LoadedModel loaded) {
    progress.accept("writing two random LoRAs of rank " + RANK);
    List<LoraUse> one = randomLora(loaded, 1);
    List<LoraUse> other = randomLora(loaded, 2);
    LoraMerger merger = new LoraMerger(loaded);
    merger.use(other);
    return watch.medianOfSingle(
        "LoRA switch", run -> {}, run -> merger.use(run % 2 == 0 ? one : other));
  }

  private List<LoraUse> randomLora(LoadedModel loaded, int seed) {
    try {
      Path file = scratch.resolve("lora-%d.safetensors".formatted(seed));
      new RandomLora(seed, RANK).write(file, loaded, ATTENTION_AND_FEED_FORWARD);
      return List.of(new LoraUse(file, LORA_WEIGHT, LORA_WEIGHT));
    } catch (IOException e) {
      throw new UncheckedIOException("no LoRA could be written: " + e.getMessage(), e);
    }
  }

  /** [batch, C, h, w]. */
  private Latents noise(int batch, double scale) {
    int channels = sizes.latentChannels();
    float[] values = gaussian(batch * channels * height * width, scale);
    return new Latents(batch, channels, height, width, values);
  }

  private static float[] gaussian(int count, double scale) {
    Random random = new Random(7);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }
}
