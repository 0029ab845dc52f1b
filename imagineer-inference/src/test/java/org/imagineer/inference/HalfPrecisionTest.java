package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.Entries;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Where halves give no picture; on processors without them, they are float32 anyway. */
@ExtendWith({TinyModel.class, DemoModel.class})
class HalfPrecisionTest {

  // Rounds to infinity in bfloat16, and not in float32.
  private static final float TOO_LARGE_FOR_HALVES = 3.399e38f;

  // Level 1 in float32; rounds to -0.99609375 in bfloat16, which is level 0.
  private static final float BLACK_IN_HALVES = -0.996f;

  @TempDir Path temporary;

  /** 35 dB were measured on a processor that has them. */
  @Test
  void pictures_in_halves_are_near_those_of_float32() {
    BufferedImage exact = DemoModel.draw(DemoModel.request());
    try (StableDiffusion halves = DemoModel.open(Precision.BFLOAT16)) {
      GeneratedImage image = halves.generate(DemoModel.request(), GenerationListener.NONE);
      assertThat(Pictures.psnr(exact, image.pixels())).isGreaterThan(30);
      assertThat(image.precision()).isEqualTo(Precision.BFLOAT16);
    }
  }

  @Test
  void what_exceeds_halves_is_decoded_in_float32() throws IOException {
    BufferedImage image = drawnInHalves(TOO_LARGE_FOR_HALVES, 0.5f, -0.5f);
    assertThat(Pictures.pixels(image)).containsOnly(0xffffbf40);
  }

  @Test
  void what_is_black_in_halves_is_decoded_in_float32() throws IOException {
    BufferedImage image = drawnInHalves(BLACK_IN_HALVES, BLACK_IN_HALVES, BLACK_IN_HALVES);
    assertThat(Pictures.pixels(image)).containsOnly(0xff010101);
  }

  /** By a model whose decoder gives one colour. */
  private BufferedImage drawnInHalves(float... colour) throws IOException {
    Path folder =
        converted(
            TinyCheckpoint.VAE,
            Map.of("decoder.conv_out.weight", new float[] {0}, "decoder.conv_out.bias", colour));
    try (StableDiffusion model = StableDiffusion.open(folder, Addons.NONE, Precision.BFLOAT16)) {
      return model.generate(TinyModel.request().withSteps(1), GenerationListener.NONE).pixels();
    }
  }

  /** A model some of whose weights are replaced by few values, one after the other. */
  private Path converted(Path file, Map<String, float[]> weights) throws IOException {
    TinyCheckpoint changed = TinyCheckpoint.copyTo(temporary.resolve("checkpoint"));
    changed.rewrite(
        file,
        each -> {
          float[] values = weights.get(each.name());
          if (values == null) {
            return Entries.copy(each.name(), each);
          }
          float[] all = new float[Math.toIntExact(each.shape().size())];
          for (int i = 0; i < all.length; i++) {
            all[i] = values[i % values.length];
          }
          return Entry.of(each.name(), each.shape(), all);
        });
    Path folder = temporary.resolve("model");
    new SavedModelConverter(ConversionProgress.NONE).convert(changed.folder(), folder, false);
    return folder;
  }

  @Test
  void one_picture_in_float32_does_not_change_those_in_halves() {
    Latents latents = new TorchNoise(5).next(new Latents(1, 4, 8, 8, new float[256]));
    ModelPackage tiny = ModelPackage.read(TinyModel.folder());
    try (LoadedModel halves = LoadedModel.open(tiny, Precision.BFLOAT16);
        LoadedModel exact = LoadedModel.open(tiny)) {
      float[] before = halves.decode(latents).values();
      assertThat(halves.decodeInFloat32(latents).values())
          .isEqualTo(exact.decode(latents).values())
          .isEqualTo(exact.decodeInFloat32(latents).values());
      assertThat(halves.decode(latents).values()).isEqualTo(before);
    }
  }

  @Test
  void a_model_that_computes_no_numbers_says_so_and_can_be_closed() throws IOException {
    Path folder = converted(TinyCheckpoint.UNET, Map.of("conv_out.bias", new float[] {Float.NaN}));
    try (StableDiffusion model = StableDiffusion.open(folder)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> model.generate(TinyModel.request(), GenerationListener.NONE))
            .isInstanceOf(NoPictureException.class)
            .hasMessageContaining("no numbers in the latents: the model's weights are damaged");
      }
    }
  }

  @Test
  void a_lora_that_is_too_strong_says_so_and_leaves_the_model_as_it_was() throws IOException {
    byte[] before = TinyModel.draw(TinyModel.request()).png();
    float[] huge = new float[32];
    Arrays.fill(huge, 1e20f);
    String layer = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";
    Path lora = temporary.resolve("huge.safetensors");
    SafetensorsWriter.write(
        lora,
        Map.of(),
        List.of(
            Entry.of(layer + ".lora_down.weight", Shape.of(1, 32), huge),
            Entry.of(layer + ".lora_up.weight", Shape.of(32, 1), huge)));
    GenerationRequest request = TinyModel.request().withLoras(List.of(new LoraUse(lora, 1, 1)));
    assertThatThrownBy(() -> TinyModel.draw(request))
        .isInstanceOf(NoPictureException.class)
        .hasMessageContaining("a LoRA's weight is too large");
    assertThat(TinyModel.draw(TinyModel.request()).png()).isEqualTo(before);
  }
}
