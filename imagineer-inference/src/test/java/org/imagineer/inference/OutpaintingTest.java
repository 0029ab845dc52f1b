package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(TinyModel.class)
class OutpaintingTest {

  private static GenerationRequest request(BufferedImage init, Outpaint margins) {
    return TinyModel.request()
        .with(
            draft ->
                draft
                    .width(128)
                    .height(96)
                    .initImage(new InitImage(init, 1, null))
                    .outpaint(margins));
  }

  @ParameterizedTest
  @CsvSource({
    "64, 0, 0, 0, 16",
    "0, 64, 0, 0, 16",
    "0, 0, 32, 0, 8",
    "0, 0, 0, 32, 0",
    "24, 40, 16, 16, 9",
    "13, 0, 21, 0, 1",
    "120, 0, 0, 0, 128",
    "60, 60, 44, 44, 0"
  })
  void the_init_image_keeps_its_place_and_its_pixels(
      int left, int right, int top, int bottom, int blend) {
    int width = 128 - left - right;
    int height = 96 - top - bottom;
    BufferedImage init = Pictures.colourful(width, height);
    BufferedImage image =
        TinyModel.draw(request(init, new Outpaint(left, right, top, bottom, blend))).pixels();
    assertThat(image.getWidth()).isEqualTo(128);
    assertThat(image.getHeight()).isEqualTo(96);
    for (int y = top > 0 ? blend : 0; y < height - (bottom > 0 ? blend : 0); y++) {
      for (int x = left > 0 ? blend : 0; x < width - (right > 0 ? blend : 0); x++) {
        assertThat(image.getRGB(left + x, top + y)).isEqualTo(init.getRGB(x, y));
      }
    }
  }

  @Test
  void margins_are_drawn_and_not_only_the_edge_drawn_out() {
    BufferedImage init = Pictures.colourful(64, 96);
    GenerationRequest request = request(init, new Outpaint(64, 0, 0, 0, 8));
    BufferedImage image = TinyModel.draw(request).pixels();
    BufferedImage other = TinyModel.draw(request.withPrompt("winter")).pixels();
    assertThat(Pictures.pixels(image, 0, 0, 64, 96))
        .isNotEqualTo(Pictures.pixels(other, 0, 0, 64, 96));
    int[] row = Pictures.pixels(image, 0, 40, 56, 1);
    assertThat(row).doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  void init_images_of_another_shape_are_fitted_into_their_place() {
    BufferedImage init = Pictures.colourful(200, 96);
    BufferedImage image = TinyModel.draw(request(init, new Outpaint(64, 0, 0, 0, 0))).pixels();
    assertThat(Pictures.pixels(image, 64, 0, 64, 96))
        .isEqualTo(Pictures.pixels(init, 68, 0, 64, 96));
  }

  @Test
  void the_same_request_draws_the_same_picture() {
    GenerationRequest request =
        request(Pictures.colourful(64, 64), new Outpaint(32, 32, 16, 16, 16))
            .withScheduler(SchedulerKind.EULER_A);
    assertThat(TinyModel.draw(request).png()).isEqualTo(TinyModel.draw(request).png());
  }
}
