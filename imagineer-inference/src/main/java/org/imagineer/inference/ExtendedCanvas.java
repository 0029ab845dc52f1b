package org.imagineer.inference;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** The canvas of outpainting: the init image, and margins that begin as its edge, drawn out. */
final class ExtendedCanvas {

  private final Outpaint margins;
  private final int width;
  private final int height;
  private final Rectangle inner;

  private ExtendedCanvas(GenerationRequest request) {
    margins = request.outpaint();
    width = request.width();
    height = request.height();
    inner =
        new Rectangle(
            margins.left(),
            margins.top(),
            width - margins.left() - margins.right(),
            height - margins.top() - margins.bottom());
  }

  static Canvas of(GenerationRequest request) {
    ExtendedCanvas canvas = new ExtendedCanvas(request);
    BufferedImage init =
        Resampling.fitted(request.initImage(), canvas.inner.width, canvas.inner.height);
    Mask mask = Mask.around(canvas.kept(), canvas.width, canvas.height);
    // Half of the blend lies inside the mask's edge; the Gaussian ends with the other half.
    return Canvas.whole(canvas.extended(init), mask, canvas.margins.blend() / 6.0);
  }

  private BufferedImage extended(BufferedImage init) {
    BufferedImage extended = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = Math.min(inner.width - 1, Math.max(0, x - inner.x));
        int row = Math.min(inner.height - 1, Math.max(0, y - inner.y));
        extended.setRGB(x, y, init.getRGB(column, row));
      }
    }
    return extended;
  }

  /** What of the init image is not masked: not the strips beside margins. */
  private Rectangle kept() {
    int strip = margins.blend() / 2;
    int left = margins.left() > 0 ? strip : 0;
    int right = margins.right() > 0 ? strip : 0;
    int top = margins.top() > 0 ? strip : 0;
    int bottom = margins.bottom() > 0 ? strip : 0;
    return new Rectangle(
        inner.x + left,
        inner.y + top,
        Math.max(0, inner.width - left - right),
        Math.max(0, inner.height - top - bottom));
  }
}
