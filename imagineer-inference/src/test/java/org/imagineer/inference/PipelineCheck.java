package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.imagineer.inference.golden.GoldenCase;
import org.imagineer.inference.golden.GoldenCheck;
import org.imagineer.inference.golden.GoldenModel;
import org.imagineer.inference.golden.GoldenSchedulers;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.text.Cleaning;
import org.imagineer.inference.text.ClipTokenizer;

/**
 * A whole generation with the parts of which {@link Generation} makes it, from the reference's
 * noise (and init image, and mask) to pixels.
 */
final class PipelineCheck implements GoldenCheck {

  private final GoldenModel model;

  PipelineCheck(GoldenModel model) {
    this.model = model;
  }

  @Override
  public void check(GoldenCase golden) {
    Scheduler scheduler = GoldenSchedulers.ofPipeline(golden);
    LoadedModel loaded = model.resident();
    Guidance guidance = guidance(golden, loaded);
    Start start = start(golden, loaded, scheduler);
    Steps steps = new Steps();
    Latents latents =
        new DenoisingLoop(new FrugalUNet(loaded, UNetOptions.EXACT), 1)
            .run(
                new Denoising(
                    guidance,
                    scheduler,
                    start.latents(),
                    start.first(),
                    noise(golden),
                    start.blend(),
                    steps));
    double scaling = model.precise().description().sizes().scalingFactor();
    Planes picture = loaded.decode(latents.times(1 / scaling));
    golden.assertClose("timesteps", scheduler.timesteps());
    golden.assertClose("step_latents", steps.all);
    golden.assertClose("final_latents", latents.values());
    golden.assertClose("decoded_raw", picture.values());
    golden.assertClose("image", channelsLastInUnitRange(picture));
  }

  /** What the loop begins with. */
  private record Start(Latents latents, int first, DenoisingLoop.Blend blend) {}

  private static Start start(GoldenCase golden, LoadedModel loaded, Scheduler scheduler) {
    if (!golden.inputs().contains("init_image")) {
      Latents noise = golden.latents("latents");
      return new Start(noise.times(scheduler.initNoiseSigma()), 0, DenoisingLoop.Blend.NONE);
    }
    int steps = golden.config().path("num_inference_steps").asInt();
    double strength = golden.config().path("strength").asDouble();
    int first = (steps - InitImage.stepsOf(steps, strength)) * scheduler.order();
    Latents original =
        new Vae(loaded, VaeTiling.OFF, () -> {})
            .encode(initImage(golden), golden.noise("encode_noise")); // [1, 4, h, w]
    Latents noise = golden.latents("noise"); // [1, 4, h, w]
    if (!golden.inputs().contains("mask")) {
      return new Start(scheduler.addNoise(original, noise, first), first, DenoisingLoop.Blend.NONE);
    }
    int[] shape = golden.inputShape("mask"); // [1, 1, H, W]
    Mask mask = new Mask(shape[3], shape[2], golden.input("mask"));
    int scale = loaded.model().description().sizes().latentScale();
    Inpainting inpainting = new Inpainting(scheduler, original, noise, mask.perLatent(scale));
    return new Start(inpainting.start(original, strength == 1, first), first, inpainting);
  }

  /** From [0, 1] to [-1, 1]. */
  private static Planes initImage(GoldenCase golden) {
    int[] shape = golden.inputShape("init_image"); // [1, 3, H, W]
    float[] values = golden.input("init_image");
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    return new Planes(shape[0], shape[1], shape[2], shape[3], values);
  }

  private Guidance guidance(GoldenCase golden, LoadedModel loaded) {
    JsonNode config = golden.config();
    ClipTokenizer tokenizer = ClipTokenizer.open(model.precise().tokenizer(), Cleaning.BASIC);
    int length = model.precise().description().sizes().contextLength();
    int[][] prompt = {tokenizer.padded(config.path("prompt").asText(), length)};
    assertThat(prompt).isDeepEqualTo(golden.intRows("prompt_ids"));
    // The reference counts skipped layers from 0, and skips them for the positive prompt only.
    TextEmbeddings positive = loaded.encodeText(prompt, 1 + config.path("clip_skip").asInt(0));
    golden.assertClose("prompt_embeds", positive.values());
    double scale = config.path("guidance_scale").asDouble();
    if (!Guidance.usesNegative(scale)) {
      return Guidance.of(null, step -> positive, scale, 1);
    }
    int[][] negative = {tokenizer.padded(config.path("negative_prompt").asText(""), length)};
    if (config.path("negative_prompt").isNull()) {
      negative = new int[][] {tokenizer.padded("", length)};
    }
    assertThat(negative).isDeepEqualTo(golden.intRows("negative_ids"));
    TextEmbeddings without = loaded.encodeText(negative, 1);
    golden.assertClose("negative_prompt_embeds", without.values());
    return Guidance.of(step -> without, step -> positive, scale, 1);
  }

  private static Noise noise(GoldenCase golden) {
    return golden.inputs().contains("step_noise")
        ? golden.noise("step_noise")
        : like -> {
          throw new AssertionError(golden.id() + " needs no noise");
        };
  }

  /** Keeps the latents after each step, one after the other. */
  private static final class Steps implements DenoisingLoop.Follower {
    private float[] all = {};

    @Override
    public void after(int call, int total, Latents sample) {
      int size = sample.values().length;
      all = Arrays.copyOf(all, call * size);
      System.arraycopy(sample.values(), 0, all, (call - 1) * size, size);
    }
  }

  private static float[] channelsLastInUnitRange(Planes x) {
    int plane = x.height() * x.width();
    float[] y = new float[x.values().length];
    for (int i = 0; i < y.length; i++) {
      int position = i / x.channels();
      int image = position / plane;
      float value =
          x.values()[(image * x.channels() + i % x.channels()) * plane + position % plane];
      y[i] = Pixels.unit(value);
    }
    return y;
  }
}
