package org.imagineer.inference;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/**
 * What an image-to-image generation works on, and how its result becomes the finished picture.
 *
 * @param start what is encoded, of the request's size
 * @param mask what of it is drawn anew, of the same size, with its soft edge; null for all of it
 * @param picture what the result is put into; null where the result is the picture
 * @param pictureMask what of {@code picture} is drawn anew, of its size
 * @param region where the result belongs in {@code picture}
 */
record Canvas(
    BufferedImage start, Mask mask, BufferedImage picture, Mask pictureMask, Rectangle region) {

  /**
   * @throws IllegalArgumentException if there is nothing to draw
   */
  static Canvas of(GenerationRequest request) {
    if (request.outpaint() != null) {
      return outpainting(request);
    }
    if (request.inpaint() == null) {
      return new Canvas(fitted(request.initImage().picture(), request), null, null, null, null);
    }
    return request.inpaint().area() == Inpaint.Area.MASKED ? masked(request) : whole(request);
  }

  /** The finished picture. */
  BufferedImage finish(BufferedImage result) {
    if (picture == null) {
      return result;
    }
    BufferedImage over = Resampling.to(picture, picture.getWidth(), picture.getHeight());
    Graphics2D graphics = over.createGraphics();
    graphics.drawImage(
        Resampling.to(result, region.width, region.height), region.x, region.y, null);
    graphics.dispose();
    return pictureMask.blend(over, picture);
  }

  private static Canvas whole(GenerationRequest request) {
    BufferedImage init = request.initImage().picture();
    BufferedImage mask = request.inpaint().mask();
    BufferedImage start = fitted(init, request);
    BufferedImage sameSize = Mask.of(mask).resized(init.getWidth(), init.getHeight()).picture();
    Mask soft = notEmpty(Mask.of(fitted(sameSize, request))).blurred(request.inpaint().blur());
    return new Canvas(start, soft, start, soft, new Rectangle(start.getWidth(), start.getHeight()));
  }

  private static Canvas masked(GenerationRequest request) {
    BufferedImage init = request.initImage().picture();
    int width = init.getWidth();
    int height = init.getHeight();
    Mask hard = notEmpty(Mask.of(request.inpaint().mask()).resized(width, height));
    Rectangle region = region(hard.binary().bounds(), request, new Rectangle(width, height));
    Mask soft = hard.blurred(request.inpaint().blur());
    BufferedImage cut = init.getSubimage(region.x, region.y, region.width, region.height);
    return new Canvas(
        Resampling.to(cut, request.width(), request.height()),
        soft.cut(region).resized(request.width(), request.height()),
        Resampling.to(init, width, height),
        soft.within(region),
        region);
  }

  /** The mask's surroundings, of the request's aspect ratio where the picture has room for it. */
  private static Rectangle region(Rectangle bounds, GenerationRequest request, Rectangle whole) {
    Rectangle padded = new Rectangle(bounds);
    padded.grow(request.inpaint().padding(), request.inpaint().padding());
    padded = padded.intersection(whole);
    double ratio = (double) request.width() / request.height();
    int width = Math.max(padded.width, (int) Math.round(padded.height * ratio));
    int height = Math.max(padded.height, (int) Math.round(padded.width / ratio));
    width = Math.min(width, whole.width);
    height = Math.min(height, whole.height);
    int x = padded.x - (width - padded.width) / 2;
    int y = padded.y - (height - padded.height) / 2;
    return new Rectangle(
        Math.max(0, Math.min(x, whole.width - width)),
        Math.max(0, Math.min(y, whole.height - height)),
        width,
        height);
  }

  private static Canvas outpainting(GenerationRequest request) {
    Outpaint margins = request.outpaint();
    int width = request.width();
    int height = request.height();
    Rectangle inner =
        new Rectangle(
            margins.left(),
            margins.top(),
            width - margins.left() - margins.right(),
            height - margins.top() - margins.bottom());
    BufferedImage init = fitted(request.initImage(), inner.width, inner.height);
    BufferedImage extended = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        // The margins begin as the picture's edge, drawn out.
        int column = Math.min(inner.width - 1, Math.max(0, x - inner.x));
        int row = Math.min(inner.height - 1, Math.max(0, y - inner.y));
        extended.setRGB(x, y, init.getRGB(column, row));
      }
    }
    Mask soft = Mask.around(kept(inner, margins), width, height).blurred(margins.blend() / 4.0);
    return new Canvas(extended, soft, extended, soft, new Rectangle(width, height));
  }

  /** What of the init image stays as it is: not the strips beside margins. */
  private static Rectangle kept(Rectangle inner, Outpaint margins) {
    int left = margins.left() > 0 ? margins.blend() : 0;
    int right = margins.right() > 0 ? margins.blend() : 0;
    int top = margins.top() > 0 ? margins.blend() : 0;
    int bottom = margins.bottom() > 0 ? margins.blend() : 0;
    return new Rectangle(
        inner.x + left,
        inner.y + top,
        Math.max(0, inner.width - left - right),
        Math.max(0, inner.height - top - bottom));
  }

  private static BufferedImage fitted(BufferedImage picture, GenerationRequest request) {
    InitImage init = request.initImage();
    return fitted(
        new InitImage(picture, init.strength(), init.fit()), request.width(), request.height());
  }

  private static BufferedImage fitted(InitImage init, int width, int height) {
    BufferedImage part =
        init.fit() == InitImage.Fit.CROP
            ? Resampling.cropped(init.picture(), width, height)
            : init.picture();
    return Resampling.to(part, width, height);
  }

  private static Mask notEmpty(Mask mask) {
    if (mask.binary().bounds() == null) {
      throw new IllegalArgumentException(
          "The mask is black where the picture is: nothing would be repainted (white is repainted)");
    }
    return mask;
  }
}
