package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import org.imagineer.inference.schedule.Latents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

  @ParameterizedTest
  @CsvSource({"100, 50, 64, 64", "1, 1, 64, 72", "3, 200, 64, 64", "64, 64, 1, 1", "37, 41, 64, 8"})
  void a_plain_picture_stays_plain_at_every_size(int width, int height, int to, int toHeight) {
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      plain.setRGB(i % width, i / width, 0x4080c0);
    }
    BufferedImage resized = Resampling.to(plain, to, toHeight);
    assertThat(resized.getWidth()).isEqualTo(to);
    assertThat(resized.getHeight()).isEqualTo(toHeight);
    assertThat(Pictures.pixels(resized)).containsOnly(0xff4080c0);
  }

  @Test
  void the_same_size_is_an_exact_copy() {
    BufferedImage picture = Pictures.colourful(31, 17);
    BufferedImage copy = Resampling.to(picture, 31, 17);
    assertThat(copy).isNotSameAs(picture);
    assertThat(Pictures.pixels(copy)).isEqualTo(Pictures.pixels(picture));
  }

  @Test
  void levels_of_grey_stay_what_the_file_says() {
    BufferedImage eight = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    eight.getRaster().setSample(0, 0, 0, 128);
    BufferedImage sixteen = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    sixteen.getRaster().setSample(0, 0, 0, 128 * 257);
    assertThat(Resampling.to(eight, 1, 1).getRGB(0, 0)).isEqualTo(0xff808080);
    assertThat(Resampling.to(sixteen, 1, 1).getRGB(0, 0)).isEqualTo(0xff808080);
    assertThat(Resampling.to(greyWithAlpha(128, 255), 1, 1).getRGB(0, 0)).isEqualTo(0xff808080);
  }

  @Test
  void what_is_transparent_becomes_white() {
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    assertThat(Resampling.to(clear, 1, 1).getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(Resampling.to(greyWithAlpha(0, 0), 1, 1).getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(Resampling.to(greyWithAlpha(0, 51), 1, 1).getRGB(0, 0)).isEqualTo(0xffcccccc);
  }

  /** As a PNG of grey levels with alpha is read. */
  private static BufferedImage greyWithAlpha(int level, int alpha) {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    BufferedImage picture =
        new BufferedImage(colors, colors.createCompatibleWritableRaster(1, 1), false, null);
    picture.getRaster().setPixel(0, 0, new int[] {level, alpha});
    return picture;
  }

  @ParameterizedTest
  @CsvSource({
    "200, 100, 64, 64, 50, 0, 100, 100",
    "100, 200, 64, 64, 0, 50, 100, 100",
    "128, 64, 128, 64, 0, 0, 128, 64",
    "3, 1000, 2048, 64, 0, 500, 3, 1"
  })
  void the_middle_is_the_largest_part_of_the_right_shape(
      int width, int height, int toWidth, int toHeight, int x, int y, int w, int h) {
    Rectangle middle = Resampling.middle(width, height, toWidth, toHeight);
    assertThat(middle.width).isEqualTo(w);
    assertThat(middle.height).isEqualTo(h);
    assertThat(middle.x).isEqualTo(x);
    assertThat(Math.abs(middle.y - y)).isLessThanOrEqualTo(1);
  }

  @Test
  void latents_are_enlarged_by_the_nearest() {
    Latents enlarged = Resampling.nearest(latents(), 2, 4);
    assertThat(enlarged.values())
        .containsExactly(1, 1, 3, 3, 1, 1, 3, 3, -2, -2, 6, 6, -2, -2, 6, 6);
    assertThat(Resampling.nearest(latents(), 1, 3).values()).containsExactly(1, 3, 3, -2, 6, 6);
  }

  /** As PyTorch's interpolate does it, bilinear, align_corners false. */
  @Test
  void latents_are_enlarged_linearly() {
    Latents enlarged = Resampling.linear(latents(), 2, 4);
    assertThat(enlarged.values())
        .containsExactly(1, 1.5f, 2.5f, 3, 1, 1.5f, 2.5f, 3, -2, 0, 4, 6, -2, 0, 4, 6);
    assertThat(enlarged.height()).isEqualTo(2);
    assertThat(enlarged.width()).isEqualTo(4);
  }

  /** Two channels of 1 x 2. */
  private static Latents latents() {
    return new Latents(1, 2, 1, 2, new float[] {1, 3, -2, 6});
  }
}
