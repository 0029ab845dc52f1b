package org.imagineer.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads pictures' files without trusting what they say of their size. */
final class PictureFile {

  private static final int LONGEST_SIDE = 4096;

  private PictureFile() {}

  /**
   * The pixels of a PNG or JPEG file.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IOException if it holds no picture, or one of more than 4096 pixels a side
   */
  static BufferedImage read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + " is not a picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        if (Math.max(reader.getWidth(0), reader.getHeight(0)) > LONGEST_SIDE) {
          throw new IOException(file + " has more than " + LONGEST_SIDE + " pixels a side");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    }
  }
}
