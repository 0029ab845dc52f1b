package org.imagineer.inference;

import java.awt.image.BufferedImage;
import org.imagineer.inference.savedmodel.Planes;

/**
 * 8-bit pixels of what the VAE decoded.
 *
 * <pre>level = round(255 * clamp(x / 2 + 1/2, 0, 1)),   halves to even</pre>
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

  private static int level(float x) {
    return (int) Math.rint(255f * unit(x));
  }

  /** From about [-1, 1] to [0, 1]. */
  static float unit(float x) {
    return Math.min(1f, Math.max(0f, x / 2 + 0.5f));
  }
}
