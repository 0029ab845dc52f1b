package org.imagineer.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.imagineer.inference.GeneratedImage;

/** A picture as a PNG file. */
final class Png {

  private Png() {}

  static byte[] of(GeneratedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture.pixels(), "png", bytes);
    return bytes.toByteArray();
  }
}
