package org.imagineer.inference;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** The canvas of inpainting: the whole picture, or the mask's surroundings alone. */
final class MaskedCanvas {

  private final GenerationRequest request;
  private final Inpaint inpaint;
  private final BufferedImage init;
  private final Rectangle whole;
  private final Mask mask; // of the init image's size

  private MaskedCanvas(GenerationRequest request) {
    this.request = request;
    inpaint = request.inpaint();
    init = request.initImage().picture();
    whole = new Rectangle(init.getWidth(), init.getHeight());
    mask = Mask.of(inpaint.mask()).resized(whole.width, whole.height);
  }

  static Canvas of(GenerationRequest request) {
    MaskedCanvas masked = new MaskedCanvas(request);
    return request.inpaint().area() == Inpaint.Area.WHOLE ? masked.whole() : masked.region();
  }

  private Canvas whole() {
    Rectangle kept =
        request.initImage().fit() == InitImage.Fit.CROP
            ? Resampling.middle(whole.width, whole.height, request.width(), request.height())
            : whole;
    Mask fitted = notEmpty(mask.cut(kept).resized(request.width(), request.height()));
    BufferedImage start = Resampling.fitted(request.initImage(), request.width(), request.height());
    return Canvas.whole(start, fitted, inpaint.blur());
  }

  private Canvas region() {
    Rectangle region = surroundings(notEmpty(mask).bounds());
    Mask part = mask.cut(region);
    BufferedImage cut = init.getSubimage(region.x, region.y, region.width, region.height);
    return new Canvas(
        Resampling.to(cut, request.width(), request.height()),
        part.resized(request.width(), request.height()),
        Resampling.to(init, whole.width, whole.height),
        region,
        part.blurred(inpaint.blur()));
  }

  /** With the padding, of the request's aspect ratio where the picture has room for it. */
  private Rectangle surroundings(Rectangle bounds) {
    Rectangle padded = new Rectangle(bounds);
    padded.grow(inpaint.padding(), inpaint.padding());
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

  private static Mask notEmpty(Mask mask) {
    if (mask.bounds() == null) {
      throw new IllegalArgumentException(
          "The mask is black where the picture is: nothing would be repainted (white is repainted)");
    }
    return mask;
  }
}
