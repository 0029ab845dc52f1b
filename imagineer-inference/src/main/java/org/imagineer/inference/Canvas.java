package org.imagineer.inference;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/**
 * What an image-to-image generation works on, and how its result becomes the finished picture.
 *
 * @param start what is encoded, of the request's size
 * @param mask what of it is drawn anew, of the same size; null for all of it
 * @param picture what the result is put into; null where the result is the picture
 * @param region where the result belongs in {@code picture}
 * @param soft how much of the result counts, of the region's size
 */
record Canvas(BufferedImage start, Mask mask, BufferedImage picture, Rectangle region, Mask soft) {

  /**
   * @throws IllegalArgumentException if there is nothing to draw
   */
  static Canvas of(GenerationRequest request) {
    if (request.outpaint() != null) {
      return ExtendedCanvas.of(request);
    }
    if (request.inpaint() != null) {
      return MaskedCanvas.of(request);
    }
    BufferedImage start = Resampling.fitted(request.initImage(), request.width(), request.height());
    return new Canvas(start, null, null, null, null);
  }

  /** A canvas that is the whole picture. */
  static Canvas whole(BufferedImage start, Mask mask, double blur) {
    return new Canvas(
        start, mask, start, new Rectangle(start.getWidth(), start.getHeight()), mask.blurred(blur));
  }

  /** The finished picture; where nothing of the result counts, the old one's pixels exactly. */
  BufferedImage finish(BufferedImage result) {
    if (picture == null) {
      return result;
    }
    BufferedImage over = Resampling.to(result, region.width, region.height);
    BufferedImage under = picture.getSubimage(region.x, region.y, region.width, region.height);
    BufferedImage finished = Resampling.to(picture, picture.getWidth(), picture.getHeight());
    Graphics2D graphics = finished.createGraphics();
    graphics.drawImage(soft.blend(over, under), region.x, region.y, null);
    graphics.dispose();
    return finished;
  }
}
