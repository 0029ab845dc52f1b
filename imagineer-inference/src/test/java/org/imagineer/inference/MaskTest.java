package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {

  private static Mask rectangle(int width, int height, int x, int y, int w, int h) {
    return Mask.of(Pictures.mask(width, height, x, y, w, h));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void white_is_repainted_in_every_kind_of_picture(int type) {
    Mask mask = Mask.of(Pictures.drawn(type, 9, 5, 2, 1, 3, 2));
    assertThat(mask.bounds()).isEqualTo(new Rectangle(2, 1, 3, 2));
    assertThat(mask.values()).containsOnly(0, 1);
  }

  @ParameterizedTest
  @CsvSource({"100, false", "127, false", "128, true", "200, true"})
  void half_the_brightness_is_the_border_in_grey_as_in_colour(int level, boolean repainted) {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, level);
    BufferedImage colour = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    colour.setRGB(0, 0, level << 16 | level << 8 | level);
    assertThat(Mask.of(grey).bounds() != null).isEqualTo(repainted);
    assertThat(Mask.of(colour).bounds() != null).isEqualTo(repainted);
  }

  @Test
  void what_is_transparent_is_kept() {
    BufferedImage mask = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    mask.setRGB(0, 0, 0x00ffffff);
    mask.setRGB(1, 0, 0xffffffff);
    assertThat(Mask.of(mask).values()).containsExactly(0, 1);
  }

  @Test
  void has_no_bounds_where_all_is_black() {
    assertThat(rectangle(4, 4, 0, 0, 0, 0).bounds()).isNull();
  }

  @Test
  void blur_keeps_the_amount_and_ends_three_sigma_away() {
    Mask soft = rectangle(41, 41, 20, 20, 1, 1).blurred(2);
    assertThat(soft.bounds()).isEqualTo(new Rectangle(14, 14, 13, 13));
    assertThat(sum(soft)).isCloseTo(1, Offset.offset(1e-5));
    // Of a Gaussian of this sigma, cut off: the middle's share squared.
    assertThat(soft.values()[20 * 41 + 20]).isCloseTo(0.0399f, Offset.offset(3e-4f));
    assertThat(soft.values()[20 * 41 + 18]).isEqualTo(soft.values()[22 * 41 + 20]);
  }

  @Test
  void blur_leaves_what_goes_on_beyond_the_border_alone() {
    Mask soft = rectangle(30, 20, 0, 0, 30, 20).blurred(5);
    for (float value : soft.values()) {
      assertThat(value).isCloseTo(1, Offset.offset(1e-6f));
    }
    Mask half = rectangle(40, 1, 0, 0, 20, 1).blurred(3);
    assertThat(half.values()[0]).isCloseTo(1, Offset.offset(1e-6f));
    assertThat(half.values()[39]).isZero();
  }

  @Test
  void no_blur_changes_nothing() {
    Mask mask = rectangle(9, 9, 3, 3, 2, 2);
    assertThat(mask.blurred(0)).isSameAs(mask);
  }

  @ParameterizedTest
  @CsvSource({"16, 24", "7, 9", "64, 64", "1, 1"})
  void another_size_does_not_ring_beyond_the_edge(int width, int height) {
    Mask resized = rectangle(32, 32, 8, 8, 16, 16).resized(width, height);
    assertThat(resized.width()).isEqualTo(width);
    assertThat(resized.height()).isEqualTo(height);
    double share = sum(resized) / (width * height);
    assertThat(share).isCloseTo(0.25, Offset.offset(0.06));
    if (width == 64) {
      // One pixel of the mask is two here: nothing is touched farther away than those.
      Rectangle bounds = resized.bounds();
      assertThat(new Rectangle(14, 14, 36, 36).contains(bounds)).as("%s", bounds).isTrue();
      assertThat(resized.values()[32 * 64 + 32]).isEqualTo(1);
    }
  }

  @Test
  void covers_every_latent_that_it_touches() {
    Mask covering = rectangle(20, 17, 7, 15, 2, 1).covering(8);
    assertThat(covering.bounds()).isEqualTo(new Rectangle(0, 8, 16, 8));
    assertThat(sum(covering)).isEqualTo(128);
    assertThat(rectangle(20, 17, 19, 16, 1, 1).covering(8).bounds())
        .isEqualTo(new Rectangle(16, 16, 4, 1));
  }

  @Test
  void a_latent_takes_the_value_of_its_first_pixel() {
    assertThat(rectangle(16, 16, 0, 8, 8, 8).perLatent(8).values()).containsExactly(0, 0, 1, 0);
    assertThat(rectangle(16, 16, 1, 0, 8, 1).perLatent(8).values()).containsExactly(0, 1, 0, 0);
  }

  @Test
  void is_cut_by_rectangles() {
    Mask cut = rectangle(10, 8, 4, 3, 2, 2).cut(new Rectangle(3, 2, 5, 4));
    assertThat(cut.bounds()).isEqualTo(new Rectangle(1, 1, 2, 2));
    assertThat(cut.width() * cut.height()).isEqualTo(cut.values().length).isEqualTo(20);
  }

  @Test
  void lies_around_what_is_kept() {
    Mask mask = Mask.around(new Rectangle(1, 1, 2, 1), 4, 3);
    assertThat(mask.values()).containsExactly(1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1);
  }

  @Test
  void blends_to_exactly_one_or_the_other() {
    BufferedImage over = filled(0x0a141e);
    BufferedImage under = filled(0x64c8ff);
    Mask mask = new Mask(3, 1, new float[] {0, 1, 0.5f});
    BufferedImage blended = mask.blend(over, under);
    assertThat(Pictures.pixels(blended)).containsExactly(0xff64c8ff, 0xff0a141e, 0xff376e8f);
  }

  private static BufferedImage filled(int rgb) {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[3];
    Arrays.fill(pixels, new Color(rgb).getRGB());
    picture.setRGB(0, 0, 3, 1, pixels, 0, 3);
    return picture;
  }

  private static double sum(Mask mask) {
    double sum = 0;
    for (float value : mask.values()) {
      sum += value;
    }
    return sum;
  }
}
