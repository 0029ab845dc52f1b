package org.imagineer.inference;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import org.imagineer.inference.schedule.Latents;

/** Pictures and latents of other sizes. */
final class Resampling {

  private Resampling() {}

  /** A picture brought to a size, by Lanczos' window; a copy, and opaque on white. */
  static BufferedImage to(BufferedImage picture, int width, int height) {
    BufferedImage opaque = Opaque.on(Color.WHITE, picture);
    return picture.getWidth() == width && picture.getHeight() == height
        ? opaque
        : new ResampleOp(width, height, ResampleOp.FILTER_LANCZOS).filter(opaque, null);
  }

  /** An init image brought to a size in its own way. */
  static BufferedImage fitted(InitImage init, int width, int height) {
    BufferedImage picture = init.picture();
    if (init.fit() == InitImage.Fit.STRETCH) {
      return to(picture, width, height);
    }
    Rectangle part = middle(picture.getWidth(), picture.getHeight(), width, height);
    return to(picture.getSubimage(part.x, part.y, part.width, part.height), width, height);
  }

  /** The largest part of a picture, in its middle, that has the aspect ratio of a size. */
  static Rectangle middle(int pictureWidth, int pictureHeight, int width, int height) {
    long fullWidth = Math.round((double) pictureHeight * width / height);
    long fullHeight = Math.round((double) pictureWidth * height / width);
    int w = (int) Math.max(1, Math.min(pictureWidth, fullWidth));
    int h = (int) Math.max(1, Math.min(pictureHeight, fullHeight));
    return new Rectangle((pictureWidth - w) / 2, (pictureHeight - h) / 2, w, h);
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
