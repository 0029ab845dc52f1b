package org.imagineer.inference;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/**
 * Any picture as 8-bit RGB, on a background. Levels of grey stay as they are stored: Java takes
 * them for linear light, which would brighten them, and files mean sRGB.
 */
final class Opaque {

  private Opaque() {}

  /** A copy of a picture, with the background where it is transparent. */
  static BufferedImage on(Color background, BufferedImage picture) {
    BufferedImage opaque =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    if (isGrey(picture.getColorModel())) {
      copyGrey(picture, opaque, background.getRed());
    } else {
      Graphics2D graphics = opaque.createGraphics();
      graphics.drawImage(picture, 0, 0, background, null);
      graphics.dispose();
    }
    return opaque;
  }

  private static boolean isGrey(ColorModel colors) {
    return !(colors instanceof IndexColorModel)
        && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && colors.getComponentSize(0) <= 16;
  }

  private static void copyGrey(BufferedImage grey, BufferedImage opaque, int background) {
    int width = grey.getWidth();
    int bands = grey.getRaster().getNumBands();
    boolean transparent = grey.getColorModel().hasAlpha();
    double largest = (1 << grey.getColorModel().getComponentSize(0)) - 1;
    int[] samples = new int[width * bands];
    for (int y = 0; y < grey.getHeight(); y++) {
      grey.getRaster().getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        double alpha = transparent ? samples[x * bands + 1] / largest : 1;
        double shown = alpha * samples[x * bands] / largest * 255 + (1 - alpha) * background;
        int level = (int) Math.round(shown);
        opaque.setRGB(x, y, level << 16 | level << 8 | level);
      }
    }
  }
}
