package org.imagineer.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.Latents;
import org.junit.jupiter.api.Test;

class LatentPreviewTest {

  /** Two pictures, of which only the first is shown; 3 wide, 2 high. */
  private static Latents latents() {
    float[] values = new float[2 * 4 * 2 * 3];
    values[0] = 1; // channel 0 at (0, 0)
    values[6 + 5] = 1; // channel 1 at (2, 1)
    values[18 + 1] = 100; // channel 3 at (1, 0), far out of range
    values[24] = -50; // the second picture
    return new Latents(2, 4, 2, 3, values);
  }

  @Test
  void mixes_the_channels_into_colours() {
    BufferedImage picture = LatentPreview.of(latents(), LatentPreview.STABLE_DIFFUSION_1);

    assertThat(picture.getWidth()).isEqualTo(3);
    assertThat(picture.getHeight()).isEqualTo(2);
    assertThat(picture.getRGB(0, 0)).isEqualTo(rgb(0.298f, 0.207f, 0.208f));
    assertThat(picture.getRGB(2, 1)).isEqualTo(rgb(0.187f, 0.286f, 0.173f));
    assertThat(picture.getRGB(0, 1)).isEqualTo(rgb(0, 0, 0));
  }

  @Test
  void what_is_out_of_range_becomes_black_or_white() {
    BufferedImage picture = LatentPreview.of(latents(), LatentPreview.STABLE_DIFFUSION_1);

    assertThat(picture.getRGB(1, 0)).isEqualTo(0xff000000);
  }

  @Test
  void latents_that_are_no_numbers_do_no_harm() {
    Latents broken = new Latents(1, 1, 1, 2, new float[] {Float.NaN, Float.POSITIVE_INFINITY});

    BufferedImage picture = LatentPreview.of(broken, new float[][] {{1, 1, 1}});

    assertThat(picture.getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(picture.getRGB(1, 0)).isEqualTo(0xffffffff);
  }

  private static int rgb(float red, float green, float blue) {
    return 0xff000000 | level(red) << 16 | level(green) << 8 | level(blue);
  }

  private static int level(float value) {
    return Math.round((value / 2 + 0.5f) * 255);
  }
}
