package org.imagineer.inference;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.Color;
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

  /** What is brighter than half is 1, the rest and what is transparent 0. */
  static Mask of(BufferedImage picture) {
    return brightness(Opaque.on(Color.BLACK, picture)).binary();
  }

  private static Mask brightness(BufferedImage opaque) {
    int width = opaque.getWidth();
    int height = opaque.getHeight();
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      int pixel = opaque.getRGB(i % width, i / width);
      double brightness = 0;
      for (int c = 0; c < 3; c++) {
        brightness += LUMA[c] * (pixel >> 16 - 8 * c & 0xff);
      }
      values[i] = (float) (brightness / 255);
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

  /**
   * With a soft edge.
   *
   * @param sigma in pixels; 0 for none
   */
  Mask blurred(double sigma) {
    return sigma == 0
        ? this
        : new Mask(width, height, new GaussianBlur(sigma).of(values, width, height));
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

  /**
   * 1 in all of every latent's pixels of which any is not 0, so that the narrowest stroke has
   * latents that can change.
   */
  Mask covering(int scale) {
    int w = (width + scale - 1) / scale;
    boolean[] touched = new boolean[w * ((height + scale - 1) / scale)];
    for (int i = 0; i < values.length; i++) {
      touched[i / width / scale * w + i % width / scale] |= values[i] > 0;
    }
    float[] covering = new float[values.length];
    for (int i = 0; i < covering.length; i++) {
      covering[i] = touched[i / width / scale * w + i % width / scale] ? 1 : 0;
    }
    return new Mask(width, height, covering);
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
    for (int y = 0; y < part.height; y++) {
      System.arraycopy(values, (part.y + y) * width + part.x, cut, y * part.width, part.width);
    }
    return new Mask(part.width, part.height, cut);
  }

  /** To another size; linearly, so that nothing rings beyond the edge. */
  Mask resized(int newWidth, int newHeight) {
    return width == newWidth && height == newHeight
        ? this
        : brightness(
            new ResampleOp(newWidth, newHeight, ResampleOp.FILTER_TRIANGLE)
                .filter(picture(), null));
  }

  private BufferedImage picture() {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      int level = Math.round(255 * values[i]);
      picture.setRGB(i % width, i / width, level << 16 | level << 8 | level);
    }
    return picture;
  }

  /** over where the mask is 1, under where it is 0; both of the mask's size. */
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
