package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.GuidanceInterval;
import org.imagineer.inference.Outcome;
import org.imagineer.inference.Pictures;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.network.Extent;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** A UNet that is told the guidance scale, as latent consistency models are. */
class EmbeddedGuidanceTest {

  private static final String WEIGHT = "time_embedding.cond_proj.weight";
  private static final int WIDTH = 6;
  private static final int CHANNELS = 32;
  private static final float[] PROJECTION = random(CHANNELS * WIDTH);
  private static final float TIMESTEP = 500;

  @TempDir static Path temporary;
  private static ModelPackage told;

  @BeforeAll
  static void convert() throws IOException {
    told = ModelPackage.read(converted("told", config -> config.put("time_cond_proj_dim", WIDTH)));
  }

  /** sin and cos of 1000 (w - 1) at the frequencies 1, 0.01 and 0.0001. */
  @Test
  void the_scale_is_told_by_sinusoids() {
    assertThat(GuidanceEmbedding.of(1, 4, 2)).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
    double[] expected = {
      Math.sin(2500), Math.sin(25), Math.sin(0.25), Math.cos(2500), Math.cos(25), Math.cos(0.25)
    };
    float[] told = GuidanceEmbedding.of(3.5, WIDTH, 1);
    for (int i = 0; i < WIDTH; i++) {
      assertThat((double) told[i]).isCloseTo(expected[i], Offset.offset(1e-4));
    }
  }

  @Test
  void it_is_added_to_the_timestep_through_a_linear_layer() throws IOException {
    float[] condition = GuidanceEmbedding.of(3.5, WIDTH, 1);
    double[] input = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      double frequency = Math.pow(10_000, -(c % 16) / 16.0);
      input[c] = c < 16 ? Math.cos(TIMESTEP * frequency) : Math.sin(TIMESTEP * frequency);
      for (int i = 0; i < WIDTH; i++) {
        input[c] += PROJECTION[c * WIDTH + i] * condition[i];
      }
    }
    double[] hidden = linear("time_embedding.linear_1", input);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] /= 1 + Math.exp(-hidden[i]);
    }
    float[] embedded = timeEmbedding(condition);
    double[] expected = linear("time_embedding.linear_2", hidden);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) embedded[i]).isCloseTo(expected[i], Offset.offset(1e-4));
    }
  }

  @Test
  void another_scale_gives_other_noise_and_other_models_are_told_nothing() throws IOException {
    try (LoadedModel model = LoadedModel.open(told)) {
      assertThat(model.embedsGuidance()).isTrue();
      assertThat(noise(model, 8)).isNotEqualTo(noise(model, 2)).isEqualTo(noise(model, 8));
    }
    Path plain = converted("plain", config -> config.putNull("time_cond_proj_dim"));
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(plain))) {
      assertThat(model.embedsGuidance()).isFalse();
      assertThat(noise(model, 8)).isEqualTo(noise(model, 2));
    }
  }

  @Test
  void a_picture_takes_one_pass_per_step_and_no_negative_prompt_in_any_interval() {
    GenerationRequest request =
        GenerationRequest.of("a lake")
            .with(
                draft ->
                    draft
                        .steps(4)
                        .guidanceScale(8)
                        .width(64)
                        .height(64)
                        .scheduler(SchedulerKind.LCM));
    try (StableDiffusion model = StableDiffusion.open(told.folder())) {
      assertThat(drawn(model, request.withNegativePrompt("snow")))
          .isEqualTo(drawn(model, request))
          .isEqualTo(drawn(model, request.withGuidanceInterval(new GuidanceInterval(0.5, 0.8))))
          .isNotEqualTo(drawn(model, request.withGuidanceScale(2)));
    }
  }

  @Test
  void pictures_of_different_scales_can_be_asked_for_together() {
    GenerationRequest request =
        GenerationRequest.of("a lake")
            .with(draft -> draft.steps(4).guidanceScale(8).width(64).height(64));
    List<GenerationRequest> requests =
        List.of(request, request.withGuidanceScale(2), request.withSeed(8));
    List<GenerationListener> silent = Collections.nCopies(3, GenerationListener.NONE);
    try (StableDiffusion model = StableDiffusion.open(told.folder())) {
      List<Outcome> together = model.generateTogether(requests, silent);
      for (int i = 0; i < 3; i++) {
        BufferedImage alone = model.generate(requests.get(i), GenerationListener.NONE).pixels();
        assertThat(Pictures.psnr(together.get(i).orThrow().pixels(), alone)).isGreaterThan(45);
      }
    }
  }

  private static int[] drawn(StableDiffusion model, GenerationRequest request) {
    return model
        .generate(request, GenerationListener.NONE)
        .pixels()
        .getRGB(0, 0, request.width(), request.height(), null, 0, request.width());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 7, -4})
  void a_width_that_cannot_be_is_refused(int width) {
    assertThatThrownBy(
            () -> converted("odd" + width, config -> config.put("time_cond_proj_dim", width)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'time_cond_proj_dim' is " + width);
  }

  @Test
  void the_weight_must_be_there() throws IOException {
    TinyCheckpoint tiny = TinyCheckpoint.copyTo(temporary.resolve("bare"));
    tiny.edit("unet/config.json", config -> config.put("time_cond_proj_dim", WIDTH));
    Path target = temporary.resolve("models").resolve("bare");
    assertThatThrownBy(
            () ->
                new SavedModelConverter(ConversionProgress.NONE)
                    .convert(tiny.folder(), target, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(WEIGHT);
  }

  /** The tiny checkpoint with one more weight and another configuration. */
  private static Path converted(String name, Consumer<ObjectNode> change) throws IOException {
    TinyCheckpoint tiny = TinyCheckpoint.copyTo(temporary.resolve(name));
    tiny.edit("unet/config.json", change);
    tiny.add(TinyCheckpoint.UNET, Entry.of(WEIGHT, Shape.of(CHANNELS, WIDTH), PROJECTION));
    Path target = temporary.resolve("models").resolve(name);
    new SavedModelConverter(ConversionProgress.NONE).convert(tiny.folder(), target, false);
    return target;
  }

  private static float[] timeEmbedding(float[] condition) {
    try (LoadedNetwork unet =
            LoadedNetwork.open(
                told, NetworkName.UNET, new SessionOptions(Device.CPU, Precision.FLOAT32));
        TFloat32 sample = tensor(Shape.of(1, 4, 8, 8), new float[256]);
        TFloat32 timestep = tensor(Shape.of(1), TIMESTEP);
        TFloat32 cond = tensor(Shape.of(1, WIDTH), condition)) {
      return unet.run(Extent.OPEN)
          .feed("sample", sample)
          .feed("timestep", timestep)
          .feed("timestep_cond", cond)
          .fetch("time_embedding");
    }
  }

  /** By the checkpoint's weights. */
  private static double[] linear(String layer, double[] x) throws IOException {
    try (Safetensors weights =
        Safetensors.open(TinyCheckpoint.original().resolve(TinyCheckpoint.UNET))) {
      float[] weight = weights.tensor(layer + ".weight").floats(); // [out, in]
      float[] bias = weights.tensor(layer + ".bias").floats(); // [out]
      return IntStream.range(0, bias.length)
          .mapToDouble(
              row ->
                  bias[row]
                      + IntStream.range(0, x.length)
                          .mapToDouble(i -> weight[row * x.length + i] * x[i])
                          .sum())
          .toArray();
    }
  }

  private static float[] noise(LoadedModel model, double guidance) {
    Latents sample = new TorchNoise(1).next(new Latents(1, 4, 8, 8, new float[256]));
    TextEmbeddings context = model.encodeText(new int[1][77], 1);
    UNetOptions options = new UNetOptions(0, guidance);
    return model.predictNoise(sample, new float[] {TIMESTEP}, context, options).values();
  }

  private static TFloat32 tensor(Shape shape, float... values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  private static float[] random(int count) {
    Random random = new Random(9);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 2;
    }
    return values;
  }
}
