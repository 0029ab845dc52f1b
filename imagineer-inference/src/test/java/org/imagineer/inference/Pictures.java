package org.imagineer.inference;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures for tests, and how far apart two are. */
public final class Pictures {

  private Pictures() {}

  /** A picture of many colours. */
  public static BufferedImage colourful(int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < width * height; i++) {
      int red = 255 * (i % width) / width;
      int green = 255 * (i / width) / height;
      picture.setRGB(i % width, i / width, red << 16 | green << 8 | random.nextInt(256));
    }
    return picture;
  }

  /** Black, with a white rectangle. */
  public static BufferedImage mask(int width, int height, int x, int y, int w, int h) {
    return drawn(BufferedImage.TYPE_INT_RGB, width, height, x, y, w, h);
  }

  static BufferedImage drawn(int type, int width, int height, int x, int y, int w, int h) {
    BufferedImage mask = new BufferedImage(width, height, type);
    Graphics2D graphics = mask.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(x, y, w, h);
    graphics.dispose();
    return mask;
  }

  static int[] pixels(BufferedImage picture) {
    int width = picture.getWidth();
    return picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
  }

  static int[] pixels(BufferedImage picture, int x, int y, int width, int height) {
    return picture.getRGB(x, y, width, height, null, 0, width);
  }

  /** Mean squared distance of the channels' levels. */
  static double squaredDistance(BufferedImage a, BufferedImage b) {
    int[] left = pixels(a);
    int[] right = pixels(b);
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      for (int shift = 16; shift >= 0; shift -= 8) {
        double difference = (left[i] >> shift & 0xff) - (right[i] >> shift & 0xff);
        sum += difference * difference;
      }
    }
    return sum / (3 * left.length);
  }

  /** Peak signal to noise ratio in dB; infinite if both are equal. */
  public static double psnr(BufferedImage a, BufferedImage b) {
    return 10 * Math.log10(255 * 255 / squaredDistance(a, b));
  }
}
