package org.imagineer.inference.image;

import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.Latents;

/**
 * A rough picture straight from the latents, without the decoder: each colour is a weighted sum of
 * the channels.
 *
 * <pre>rgb = sum over c of factor[c] * latent[c],   -1 .. 1</pre>
 */
public final class LatentPreview {

  /**
   * The weights for Stable Diffusion 1.x, [4 channels][red, green, blue], found by linear
   * regression by Keturn ("Decoding latents to RGB without upscaling", Hugging Face forum, 2022).
   */
  public static final float[][] STABLE_DIFFUSION_1 = {
    {0.298f, 0.207f, 0.208f},
    {0.187f, 0.286f, 0.173f},
    {-0.158f, 0.189f, 0.264f},
    {-0.184f, -0.271f, -0.473f}
  };

  private LatentPreview() {}

  /** The first picture of a batch, one pixel per latent. */
  public static BufferedImage of(Latents latents, float[][] factors) {
    int width = latents.width();
    int height = latents.height();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, pixel(latents, factors, y * width + x));
      }
    }
    return picture;
  }

  private static int pixel(Latents latents, float[][] factors, int position) {
    int plane = latents.height() * latents.width();
    int rgb = 0;
    for (int colour = 0; colour < 3; colour++) {
      float sum = 0;
      for (int c = 0; c < factors.length; c++) {
        sum += factors[c][colour] * latents.values()[c * plane + position];
      }
      int level = Math.round(Math.min(1, Math.max(0, sum / 2 + 0.5f)) * 255);
      rgb = rgb << 8 | level;
    }
    return rgb;
  }
}
