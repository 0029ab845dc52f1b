package org.imagineer.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;

/**
 * Draws with less and less memory to spare and says on lines that begin with ">" what came of it. A
 * process of its own, whose environment limits TensorFlow. Sizes grow until they do not fit, so
 * that no figure here depends on how much memory a network takes.
 */
final class LittleMemory {

  private static final Logger OURS = Logger.getLogger("org.imagineer.inference");

  private final AtomicInteger warnings = new AtomicInteger();

  private LittleMemory() {
    OURS.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            warnings.incrementAndGet();
            say("warning " + new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  /**
   * @param arguments {@code unet} or {@code vae}, and the folder of the demo model's package
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    boolean unet = arguments[0].equals("unet");
    LittleMemory here = new LittleMemory();
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(folder))) {
      if (unet) {
        here.predict(model);
      } else {
        here.decode(model);
      }
    }
    if (unet) {
      here.draw(folder);
    }
  }

  private void predict(LoadedModel model) {
    int known = warnings.get();
    int side = 32;
    FrugalUNet unet;
    Latents sample;
    Latents both;
    do {
      side = larger(side);
      unet = new FrugalUNet(model, UNetOptions.EXACT);
      sample = noise(2, side); // [2, 4, h, w]
      both = unet.predictNoise(sample, new float[] {700, 20}, text(model, 2), null); // [2, 4, h, w]
    } while (warnings.get() == known);
    say("unet-one-by-one-is-the-same " + sameInHalves(model, sample, new float[] {700, 20}, both));
    Latents again = unet.predictNoise(sample, new float[] {700, 20}, text(model, 2), null);
    boolean remembered = warnings.get() == known + 1;
    say("unet-remembers " + (remembered && Arrays.equals(again.values(), both.values())));
    predictMany(model, side * 4 / 5 / 8 * 8);
  }

  /**
   * @param side of latents of which two samples fit at once
   */
  private void predictMany(LoadedModel model, int side) {
    int known = warnings.get();
    int count = 2;
    Latents sample;
    Latents all;
    do {
      count *= 2;
      sample = noise(count, side); // [n, 4, h, w]
      all =
          new FrugalUNet(model, UNetOptions.EXACT)
              .predictNoise(sample, timesteps(count), text(model, count), null); // [n, 4, h, w]
    } while (warnings.get() == known);
    boolean same = sameInHalves(model, sample, timesteps(count), all);
    say("unet-in-halves-is-the-same " + (same && warnings.get() == known + 1));
  }

  /** Whether each half of the samples, by itself, gives its half of the result. */
  private static boolean sameInHalves(
      LoadedModel model, Latents sample, float[] timesteps, Latents result) {
    int count = sample.batch() / 2;
    int size = sample.values().length / 2;
    boolean same = true;
    for (int i = 0; i < 2; i++) {
      float[] half = Arrays.copyOfRange(sample.values(), i * size, (i + 1) * size);
      Latents alone =
          model.predictNoise(
              new Latents(count, 4, sample.height(), sample.width(), half),
              Arrays.copyOfRange(timesteps, i * count, (i + 1) * count),
              text(model, count)); // [n / 2, 4, h, w]
      float[] ours = Arrays.copyOfRange(result.values(), i * size, (i + 1) * size);
      same &= Arrays.equals(alone.values(), ours);
    }
    return same;
  }

  /** One for each sample, all different. */
  private static float[] timesteps(int count) {
    float[] timesteps = new float[count];
    for (int i = 0; i < count; i++) {
      timesteps[i] = 5 + 10 * i;
    }
    return timesteps;
  }

  private void decode(LoadedModel model) {
    int known = warnings.get();
    int side = VaeTiles.SIZE;
    Vae vae;
    Latents latents;
    Planes picture;
    do {
      side = larger(side);
      vae = new Vae(model, VaeTiling.OFF, () -> {});
      latents = noise(1, side); // [1, 4, h, w]
      picture = vae.decode(latents); // [1, 3, H, W]
    } while (warnings.get() == known);
    Planes tiled = new Vae(model, VaeTiling.ON, () -> {}).decode(latents); // [1, 3, H, W]
    say("vae-falls-back-to-tiles " + Arrays.equals(picture.values(), tiled.values()));
    picture = vae.decode(latents); // [1, 3, H, W]
    boolean remembered = warnings.get() == known + 1;
    say("vae-remembers " + (remembered && Arrays.equals(picture.values(), tiled.values())));
  }

  private void draw(Path folder) {
    try (StableDiffusion model = StableDiffusion.open(folder)) {
      GenerationRequest small = DemoModel.request().with(draft -> draft.steps(2));
      byte[] before = model.generate(small, GenerationListener.NONE).png();
      // Without guidance there is no batch to divide, and so one wait less for memory.
      GenerationRequest large =
          small.with(draft -> draft.width(2048).height(2048).guidanceScale(1));
      try {
        model.generate(large, GenerationListener.NONE);
      } catch (NotEnoughMemoryException e) {
        say("refused " + e.getMessage());
      }
      byte[] after = model.generate(small, GenerationListener.NONE).png();
      say("usable-afterwards " + Arrays.equals(before, after));
    }
  }

  /** By half in area: what does not fit twice fits once. A multiple of 8. */
  private static int larger(int side) {
    return side * 5 / 4 / 8 * 8;
  }

  private static Latents noise(int batch, int side) {
    return new TorchNoise(7)
        .next(new Latents(batch, 4, side, side, new float[batch * 4 * side * side]));
  }

  /** Of a prompt of nothing, the same for each. */
  private static TextEmbeddings text(LoadedModel model, int batch) {
    int width = model.model().description().sizes().contextWidth();
    return new TextEmbeddings(batch, 77, width, new float[batch * 77 * width]);
  }

  private static void say(String line) {
    System.out.println("> " + line);
  }
}
