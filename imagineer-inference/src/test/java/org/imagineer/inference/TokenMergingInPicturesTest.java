package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({TinyModel.class, DemoModel.class})
class TokenMergingInPicturesTest {

  /** 38, 35 and 31 dB were measured. */
  @ParameterizedTest
  @CsvSource({"0.25, 31", "0.5, 28", "0.75, 25"})
  void pictures_with_merged_tokens_are_near_the_exact_ones(double ratio, double decibels) {
    BufferedImage exact = DemoModel.draw(DemoModel.request());
    BufferedImage merged = DemoModel.draw(DemoModel.request().withTokenMerging(ratio));
    assertThat(Pictures.psnr(exact, merged)).isGreaterThan(decibels).isFinite();
  }

  @Test
  void merging_is_the_same_every_time_and_leaves_the_exact_model_as_it_was() {
    GenerationRequest exact = TinyModel.request().withHeight(72);
    GenerationRequest merged = exact.withTokenMerging(0.5);
    byte[] before = TinyModel.draw(exact).png();
    byte[] first = TinyModel.draw(merged).png();
    assertThat(TinyModel.draw(exact).png()).isEqualTo(before);
    assertThat(TinyModel.draw(merged).png()).isEqualTo(first).isNotEqualTo(before);
  }

  @Test
  void a_share_of_less_than_one_token_is_exact() {
    GenerationRequest exact = TinyModel.request();
    GenerationRequest nearly = exact.withTokenMerging(0.01); // of 64 tokens
    assertThat(Pictures.pixels(TinyModel.draw(nearly).pixels()))
        .isEqualTo(Pictures.pixels(TinyModel.draw(exact).pixels()));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void tokens_are_merged_at_any_size_whatever_came_before(Precision precision) {
    ModelPackage tiny = ModelPackage.read(TinyModel.folder());
    try (LoadedModel model = LoadedModel.open(tiny, precision);
        LoadedModel fresh = LoadedModel.open(tiny, precision)) {
      float[] own = predict(model, 9, 11, 0.5);
      for (int width = 8; width < 11; width++) {
        predict(model, 8, width, 0.3);
      }
      float[] exact = predict(model, 13, 9, 0);
      float[] later = predict(model, 13, 9, 0.5);
      assertThat(distance(later, exact)).isBetween(1e-5, 0.3);
      assertThat(predict(model, 9, 11, 0.5)).isEqualTo(own);
      assertThat(predict(fresh, 13, 9, 0.5)).isEqualTo(later);
    }
  }

  private static float[] predict(LoadedModel model, int height, int width, double ratio) {
    Latents sample = noise(1, 2, 4, height, width);
    TextEmbeddings context = new TextEmbeddings(2, 77, 64, noise(2, 2, 1, 77, 64).values());
    return model
        .predictNoise(sample, new float[] {500}, context, new UNetOptions(ratio, 1))
        .values();
  }

  private static Latents noise(long seed, int batch, int channels, int height, int width) {
    return new TorchNoise(seed)
        .next(
            new Latents(
                batch, channels, height, width, new float[batch * channels * height * width]));
  }

  /** Of all values together, as a share of the second's. */
  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      size += b[i] * b[i];
    }
    return Math.sqrt(difference / size);
  }
}
