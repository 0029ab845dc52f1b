package org.imagineer.inference;

import org.imagineer.inference.savedmodel.Device;

/**
 * A picture needs more memory than its device has, in the most sparing way to draw it, too. The
 * model can be used as before.
 */
public final class NotEnoughMemoryException extends RuntimeException {

  /**
   * @param width of the picture, in pixels
   * @param height of the picture, in pixels
   */
  public NotEnoughMemoryException(Device device, int width, int height, Throwable cause) {
    super(
        "There is not enough memory on %s for %dx%d; choose a smaller size"
            .formatted(device, width, height),
        cause);
  }
}
