package org.imagineer.inference;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/**
 * Which pixels are drawn anew: 1 all the way, 0 not at all. Holds its array, it does not copy:
 * treat the values as read-only.
 *
 * @param values [height, width], flattened
 */
record Mask(int width, int height, float[] values) {

  private static final double[] LUMA = {0.299, 0.587, 0.114};

  /** White is 1, black and transparent are 0, colours by their brightness. */
  static Mask of(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      double brightness = 0;
      for (int c = 0; c < 3; c++) {
        brightness += LUMA[c] * (pixels[i] >> 16 - 8 * c & 0xff);
      }
      values[i] = (float) (brightness / 255 * (pixels[i] >>> 24) / 255);
    }
    return new Mask(width, height, values);
  }

  /** Everything but a rectangle. */
  static Mask around(Rectangle kept, int width, int height) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = kept.contains(i % width, i / width) ? 0 : 1;
    }
    return new Mask(width, height, values);
  }

  /** Either 1 or 0. */
  Mask binary() {
    float[] sharp = new float[values.length];
    for (int i = 0; i < sharp.length; i++) {
      sharp[i] = values[i] >= 0.5f ? 1 : 0;
    }
    return new Mask(width, height, sharp);
  }

  /** With a soft edge: a Gaussian of this sigma, in pixels. Beyond its borders the mask goes on. */
  Mask blurred(double sigma) {
    if (sigma == 0) {
      return this;
    }
    int reach = (int) Math.ceil(3 * sigma);
    double[] kernel = new double[2 * reach + 1];
    double sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = Math.exp(-i * i / (2 * sigma * sigma));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return smeared(kernel, 1, 0).smeared(kernel, 0, 1);
  }

  private Mask smeared(double[] kernel, int right, int down) {
    int reach = kernel.length / 2;
    float[] smeared = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
          int column = Math.min(width - 1, Math.max(0, x + i * right));
          int row = Math.min(height - 1, Math.max(0, y + i * down));
          sum += kernel[i + reach] * values[row * width + column];
        }
        smeared[y * width + x] = (float) sum;
      }
    }
    return new Mask(width, height, smeared);
  }

  /** One value per latent: that of its first pixel, as the reference takes it. [h, w]. */
  Mask perLatent(int scale) {
    int w = width / scale;
    int h = height / scale;
    float[] latent = new float[w * h];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = values[i / w * scale * width + i % w * scale];
    }
    return new Mask(w, h, latent);
  }

  /** The smallest rectangle that holds all that is not 0; null if everything is. */
  Rectangle bounds() {
    int left = width;
    int top = height;
    int right = -1;
    int bottom = -1;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
        top = Math.min(top, i / width);
        bottom = i / width;
      }
    }
    return right < 0 ? null : new Rectangle(left, top, right - left + 1, bottom - top + 1);
  }

  /** A part of it. */
  Mask cut(Rectangle part) {
    float[] cut = new float[part.width * part.height];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = values[(part.y + i / part.width) * width + part.x + i % part.width];
    }
    return new Mask(part.width, part.height, cut);
  }

  /** The same inside a rectangle, 0 outside. */
  Mask within(Rectangle part) {
    float[] inside = values.clone();
    for (int i = 0; i < inside.length; i++) {
      inside[i] = part.contains(i % width, i / width) ? inside[i] : 0;
    }
    return new Mask(width, height, inside);
  }

  /** As a picture, white where it is 1. */
  BufferedImage picture() {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      int level = Math.round(255 * values[i]);
      picture.setRGB(i % width, i / width, level << 16 | level << 8 | level);
    }
    return picture;
  }

  /** To another size. */
  Mask resized(int newWidth, int newHeight) {
    return width == newWidth && height == newHeight
        ? this
        : Mask.of(Resampling.to(picture(), newWidth, newHeight));
  }

  /** over where the mask is 1, under where it is 0. */
  BufferedImage blend(BufferedImage over, BufferedImage under) {
    BufferedImage blended = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      int a = over.getRGB(i % width, i / width);
      int b = under.getRGB(i % width, i / width);
      int rgb = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        float mixed = values[i] * (a >> shift & 0xff) + (1 - values[i]) * (b >> shift & 0xff);
        rgb |= Math.round(mixed) << shift;
      }
      blended.setRGB(i % width, i / width, rgb);
    }
    return blended;
  }
}
