package org.imagineer.inference;

import java.awt.image.BufferedImage;
import org.imagineer.inference.savedmodel.Planes;

/**
 * Between 8-bit pixels and what the VAE works on.
 *
 * <pre>
 * level = round(255 * clamp(x / 2 + 1/2, 0, 1)),   halves to even
 * x     = 2 * level / 255 - 1
 * </pre>
 */
final class Pixels {

  private Pixels() {}

  /** One picture of a batch, as RGB. */
  static BufferedImage of(Planes pictures, int index) {
    int width = pictures.width();
    int plane = pictures.height() * width;
    int first = index * pictures.channels() * plane;
    BufferedImage picture = new BufferedImage(width, pictures.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int red = level(pictures.values()[first + i]);
      int green = level(pictures.values()[first + plane + i]);
      int blue = level(pictures.values()[first + 2 * plane + i]);
      picture.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
    }
    return picture;
  }

  /** An opaque picture as planes [1, 3, H, W]. */
  static Planes planes(BufferedImage picture) {
    int width = picture.getWidth();
    int plane = picture.getHeight() * width;
    float[] values = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      int pixel = picture.getRGB(i % width, i / width);
      for (int c = 0; c < 3; c++) {
        float level = pixel >> 16 - 8 * c & 0xff;
        values[c * plane + i] = 2 * (level / 255) - 1;
      }
    }
    return new Planes(1, 3, picture.getHeight(), width, values);
  }

  /** 0 .. 255. */
  static int level(float x) {
    return (int) Math.rint(255f * unit(x));
  }

  /** From about [-1, 1] to [0, 1]. */
  static float unit(float x) {
    return Math.min(1f, Math.max(0f, x / 2 + 0.5f));
  }
}
