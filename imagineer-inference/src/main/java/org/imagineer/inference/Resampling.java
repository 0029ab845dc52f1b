package org.imagineer.inference;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.Latents;

/** Pictures and latents of other sizes. */
final class Resampling {

  private Resampling() {}

  /** A picture brought to a size, by Lanczos' window; without its transparency, on white. */
  static BufferedImage to(BufferedImage picture, int width, int height) {
    BufferedImage opaque = opaque(picture);
    return picture.getWidth() == width && picture.getHeight() == height
        ? opaque
        : new ResampleOp(width, height, ResampleOp.FILTER_LANCZOS).filter(opaque, null);
  }

  /** The largest part of a picture, in its middle, that has the aspect ratio of a size. */
  static BufferedImage cropped(BufferedImage picture, int width, int height) {
    long w = picture.getWidth();
    long h = picture.getHeight();
    int cutWidth = (int) Math.max(1, Math.min(w, Math.round((double) h * width / height)));
    int cutHeight = (int) Math.max(1, Math.min(h, Math.round((double) w * height / width)));
    return picture.getSubimage(
        (int) (w - cutWidth) / 2, (int) (h - cutHeight) / 2, cutWidth, cutHeight);
  }

  private static BufferedImage opaque(BufferedImage picture) {
    BufferedImage opaque =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(picture, 0, 0, java.awt.Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  /** Latents of another size by the nearest: the middle of each new one decides. */
  static Latents nearest(Latents x, int height, int width) {
    float[] values = new float[x.batch() * x.channels() * height * width];
    for (int i = 0; i < values.length; i++) {
      int plane = i / (height * width);
      int row = (int) ((i / width % height + 0.5) * x.height() / height);
      int column = (int) ((i % width + 0.5) * x.width() / width);
      values[i] = x.values()[(plane * x.height() + row) * x.width() + column];
    }
    return new Latents(x.batch(), x.channels(), height, width, values);
  }

  /** Latents of another size, linearly between the middles of their neighbours. */
  static Latents linear(Latents x, int height, int width) {
    float[] values = new float[x.batch() * x.channels() * height * width];
    for (int i = 0; i < values.length; i++) {
      int plane = i / (height * width) * x.height() * x.width();
      double y = at(i / width % height, height, x.height());
      double c = at(i % width, width, x.width());
      int top = (int) y;
      int left = (int) c;
      int bottom = Math.min(top + 1, x.height() - 1);
      int right = Math.min(left + 1, x.width() - 1);
      double above =
          mixed(
              x.values()[plane + top * x.width() + left],
              x.values()[plane + top * x.width() + right],
              c - left);
      double below =
          mixed(
              x.values()[plane + bottom * x.width() + left],
              x.values()[plane + bottom * x.width() + right],
              c - left);
      values[i] = (float) mixed(above, below, y - top);
    }
    return new Latents(x.batch(), x.channels(), height, width, values);
  }

  private static double at(int position, int size, int sourceSize) {
    double source = (position + 0.5) * sourceSize / size - 0.5;
    return Math.min(sourceSize - 1, Math.max(0, source));
  }

  private static double mixed(double a, double b, double share) {
    return a + share * (b - a);
  }
}
