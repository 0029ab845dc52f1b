package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({TinyModel.class, DemoModel.class})
class ImageToImageTest {

  private static final BufferedImage INIT = Pictures.colourful(64, 64);

  private static GenerationRequest request(BufferedImage picture, double strength) {
    return TinyModel.request().withInitImage(new InitImage(picture, strength, null));
  }

  private static BufferedImage drawn(GenerationRequest request) {
    return TinyModel.draw(request).pixels();
  }

  @Test
  void more_strength_leads_further_away_from_the_init_image() {
    BufferedImage init = DemoModel.draw(DemoModel.request());
    GenerationRequest other = DemoModel.request().withPrompt("a red circle").withSeed(3);
    double last = 0;
    for (double strength : new double[] {0.13, 0.4, 0.7, 1}) {
      BufferedImage changed =
          DemoModel.draw(other.withInitImage(new InitImage(init, strength, null)));
      double distance = Pictures.squaredDistance(init, changed);
      assertThat(distance).as("strength %s", strength).isGreaterThan(last);
      last = distance;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DDIM, 10, 0.75, 7",
    "EULER_A, 10, 0.5, 5",
    "DPMPP_2M_KARRAS, 3, 1, 3",
    "DDIM, 100, 0.01, 1",
    "PNDM, 10, 0.5, 6",
    "HEUN, 10, 0.5, 9",
    "DPM2, 4, 0.5, 3",
    "DPMPP_SDE, 4, 1, 7"
  })
  void strength_says_how_many_of_the_steps_are_done(
      SchedulerKind scheduler, int steps, double strength, int calls) {
    Steps told =
        Steps.of(
            TinyModel.request()
                .with(
                    draft ->
                        draft
                            .steps(steps)
                            .scheduler(scheduler)
                            .initImage(new InitImage(INIT, strength, null))));
    assertThat(told.heard)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, calls).boxed().toList());
    assertThat(told.total).isEqualTo(calls);
  }

  @ParameterizedTest
  @EnumSource
  void every_scheduler_draws_from_a_picture_and_the_same_one_again(SchedulerKind scheduler) {
    GenerationRequest request = request(INIT, 0.7).withScheduler(scheduler);
    BufferedImage once = drawn(request);
    assertThat(Pictures.pixels(drawn(request))).isEqualTo(Pictures.pixels(once));
    assertThat(Pictures.pixels(drawn(request.withSeed(8)))).isNotEqualTo(Pictures.pixels(once));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "300, 20", "20, 300", "65, 64", "640, 480"})
  void init_images_may_have_any_size(int width, int height) {
    for (InitImage.Fit fit : InitImage.Fit.values()) {
      BufferedImage picture = Pictures.colourful(width, height);
      GenerationRequest request =
          TinyModel.request().withWidth(72).withInitImage(new InitImage(picture, 0.5, fit));
      BufferedImage image = drawn(request);
      assertThat(image.getWidth()).isEqualTo(72);
      assertThat(image.getHeight()).isEqualTo(64);
    }
  }

  @Test
  void another_aspect_ratio_is_cut_or_distorted() {
    BufferedImage wide = Pictures.colourful(128, 64);
    BufferedImage middle = wide.getSubimage(32, 0, 64, 64);
    int[] cut = Pictures.pixels(drawn(request(wide, 0.5)));
    assertThat(cut).isEqualTo(Pictures.pixels(drawn(request(middle, 0.5))));
    InitImage stretched = new InitImage(wide, 0.5, InitImage.Fit.STRETCH);
    assertThat(Pictures.pixels(drawn(TinyModel.request().withInitImage(stretched))))
        .isNotEqualTo(cut);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void init_images_may_be_of_any_kind(int type) {
    BufferedImage plain = Pictures.mask(64, 64, 10, 10, 30, 30);
    BufferedImage other = Pictures.drawn(type, 64, 64, 10, 10, 30, 30);
    if (other.getColorModel().hasAlpha()) {
      fillBehind(other);
    }
    assertThat(Pictures.pixels(drawn(request(other, 0.5))))
        .isEqualTo(Pictures.pixels(drawn(request(plain, 0.5))));
  }

  private static void fillBehind(BufferedImage picture) {
    for (int i = 0; i < 64 * 64; i++) {
      picture.setRGB(i % 64, i / 64, picture.getRGB(i % 64, i / 64) | 0xff000000);
    }
  }

  @Test
  void the_init_image_itself_is_not_touched() {
    BufferedImage init = Pictures.colourful(64, 64);
    drawn(request(init, 0.7).withInpaint(Inpaint.of(Pictures.mask(64, 64, 8, 8, 16, 16))));
    assertThat(Pictures.pixels(init)).isEqualTo(Pictures.pixels(INIT));
  }
}
