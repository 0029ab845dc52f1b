package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TinyModel.class)
class InpaintingTest {

  private static final BufferedImage INIT = Pictures.colourful(64, 64);

  private static GenerationRequest request(BufferedImage init, Inpaint inpaint) {
    return TinyModel.request().withInitImage(new InitImage(init, 1, null)).withInpaint(inpaint);
  }

  private static Inpaint inpaint(BufferedImage mask, double blur, Inpaint.Area area, int padding) {
    return new Inpaint(mask, blur, Inpaint.Content.ORIGINAL, area, padding);
  }

  private static BufferedImage drawn(GenerationRequest request) {
    return TinyModel.draw(request).pixels();
  }

  /** Every pixel outside the rectangle is as before, and some inside it are not. */
  private static void assertChangedOnlyWithin(
      Rectangle area, BufferedImage before, BufferedImage after) {
    assertThat(after.getWidth()).isEqualTo(before.getWidth());
    assertThat(after.getHeight()).isEqualTo(before.getHeight());
    int changed = 0;
    for (int y = 0; y < before.getHeight(); y++) {
      for (int x = 0; x < before.getWidth(); x++) {
        boolean same = before.getRGB(x, y) == after.getRGB(x, y);
        assertThat(same || area.contains(x, y)).as("pixel %d, %d", x, y).isTrue();
        changed += same ? 0 : 1;
      }
    }
    assertThat(changed).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "16, 24, 24, 16, 0",
    "16, 24, 24, 16, 2",
    "19, 21, 13, 7, 1.5",
    "0, 0, 20, 20, 2",
    "50, 60, 14, 4, 3",
    "31, 13, 1, 1, 0",
    "31, 0, 1, 64, 4",
    "63, 63, 1, 1, 1"
  })
  void what_lies_beyond_the_mask_and_its_blur_is_kept_exactly(
      int x, int y, int width, int height, double blur) {
    BufferedImage mask = Pictures.mask(64, 64, x, y, width, height);
    BufferedImage after = drawn(request(INIT, inpaint(mask, blur, Inpaint.Area.WHOLE, 0)));
    Rectangle reach = new Rectangle(x, y, width, height);
    reach.grow((int) Math.ceil(3 * blur), (int) Math.ceil(3 * blur));
    assertChangedOnlyWithin(reach, INIT, after);
  }

  @Test
  void what_is_masked_changes_with_the_words() {
    BufferedImage mask = Pictures.mask(64, 64, 10, 10, 30, 30);
    GenerationRequest request = request(INIT, inpaint(mask, 0, Inpaint.Area.WHOLE, 0));
    assertThat(Pictures.pixels(drawn(request), 10, 10, 30, 30))
        .isNotEqualTo(Pictures.pixels(drawn(request.withPrompt("winter")), 10, 10, 30, 30));
  }

  /** Narrower than a latent, between two of them: latents change nevertheless. */
  @Test
  void the_narrowest_stroke_is_drawn_anew() {
    BufferedImage mask = Pictures.mask(64, 64, 33, 5, 3, 50);
    GenerationRequest request = request(INIT, inpaint(mask, 4, Inpaint.Area.WHOLE, 0));
    assertThat(Pictures.pixels(drawn(request)))
        .isNotEqualTo(Pictures.pixels(drawn(request.withPrompt("winter"))));
  }

  @ParameterizedTest
  @EnumSource
  void every_scheduler_inpaints_and_the_same_again(SchedulerKind scheduler) {
    BufferedImage mask = Pictures.mask(64, 64, 16, 16, 32, 32);
    GenerationRequest request =
        request(INIT, Inpaint.of(mask))
            .withInitImage(new InitImage(INIT, 0.7, null))
            .withScheduler(scheduler);
    BufferedImage once = drawn(request);
    assertThat(Pictures.pixels(drawn(request))).isEqualTo(Pictures.pixels(once));
    assertChangedOnlyWithin(new Rectangle(4, 4, 56, 56), INIT, once);
  }

  @Test
  void noise_under_the_mask_draws_something_else() {
    BufferedImage mask = Pictures.mask(64, 64, 16, 16, 32, 32);
    GenerationRequest original =
        request(INIT, Inpaint.of(mask)).withInitImage(new InitImage(INIT, 0.7, null));
    GenerationRequest noise =
        original.withInpaint(new Inpaint(mask, 4, Inpaint.Content.NOISE, Inpaint.Area.WHOLE, 0));
    BufferedImage once = drawn(noise);
    assertThat(Pictures.pixels(once)).isNotEqualTo(Pictures.pixels(drawn(original)));
    assertThat(Pictures.pixels(drawn(noise))).isEqualTo(Pictures.pixels(once));
    assertChangedOnlyWithin(new Rectangle(4, 4, 56, 56), INIT, once);
  }

  @ParameterizedTest
  @CsvSource({"32, 32", "128, 128", "64, 128"})
  void a_mask_of_another_size_is_brought_to_the_picture(int width, int height) {
    BufferedImage mask = Pictures.mask(width, height, width / 4, height / 4, width / 2, height / 2);
    BufferedImage after = drawn(request(INIT, inpaint(mask, 0, Inpaint.Area.WHOLE, 0)));
    assertChangedOnlyWithin(new Rectangle(14, 14, 36, 36), INIT, after);
  }

  @Test
  void a_picture_that_is_cut_is_cut_with_its_mask() {
    BufferedImage init = Pictures.colourful(128, 64);
    BufferedImage mask = Pictures.mask(128, 64, 40, 8, 16, 16);
    BufferedImage after = drawn(request(init, inpaint(mask, 0, Inpaint.Area.WHOLE, 0)));
    assertChangedOnlyWithin(new Rectangle(8, 8, 16, 16), init.getSubimage(32, 0, 64, 64), after);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 60, 30, 20, 8",
    "100, 60, 30, 20, 0",
    "0, 0, 10, 10, 16",
    "190, 140, 10, 10, 16",
    "77, 55, 1, 1, 12",
    "77, 55, 1, 1, 0",
    "0, 0, 200, 150, 32"
  })
  void the_masked_area_alone_is_drawn_into_a_picture_of_its_own_size(
      int x, int y, int width, int height, int padding) {
    BufferedImage init = Pictures.colourful(200, 150);
    BufferedImage mask = Pictures.mask(200, 150, x, y, width, height);
    GenerationRequest request = request(init, inpaint(mask, 2, Inpaint.Area.MASKED, padding));
    Rectangle reach = new Rectangle(x, y, width, height);
    reach.grow(6, 6);
    BufferedImage after = drawn(request);
    assertChangedOnlyWithin(reach, init, after);
    assertThat(after.getWidth()).isEqualTo(request.finalWidth());
    assertThat(after.getHeight()).isEqualTo(request.finalHeight());
    if (padding == 0 && width > 1) {
      assertThat(Pictures.pixels(after, 0, 0, x - 6, 150))
          .isEqualTo(Pictures.pixels(init, 0, 0, x - 6, 150));
    }
  }

  @Test
  void a_mask_without_white_is_refused() {
    for (Inpaint.Area area : Inpaint.Area.values()) {
      BufferedImage black = Pictures.mask(64, 64, 0, 0, 0, 0);
      assertThatThrownBy(() -> drawn(request(INIT, inpaint(black, 4, area, 32))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The mask is black where the picture is");
    }
    BufferedImage init = Pictures.colourful(128, 64);
    BufferedImage outside = Pictures.mask(128, 64, 0, 0, 16, 64);
    assertThatThrownBy(() -> drawn(request(init, Inpaint.of(outside))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The mask is black where the picture is");
  }
}
