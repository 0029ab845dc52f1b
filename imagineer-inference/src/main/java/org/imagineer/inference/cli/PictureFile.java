package org.imagineer.inference.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures as files: read within bounds, written whole or not at all. */
final class PictureFile {

  private static final int MOST_MEGAPIXELS = 32;

  private PictureFile() {}

  /**
   * Reads a picture; its size is looked at before its pixels are.
   *
   * @throws IOException naming the file if it is not there, holds no picture, a damaged one, or one
   *     of more than 32 megapixels
   */
  static BufferedImage read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + " is no picture that can be read (PNG, JPEG, GIF, BMP)");
      }
      ImageReader reader = readers.next();
      reader.setInput(in, true, true);
      try {
        return bounded(reader, file);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage bounded(ImageReader reader, Path file) throws IOException {
    long pixels;
    try {
      pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels <= MOST_MEGAPIXELS * 1_000_000L) {
        return reader.read(0);
      }
    } catch (IOException | RuntimeException e) { // the JDK's readers throw both at damaged files
      throw new IOException(
          "%s is a damaged picture, or of a kind that cannot be read: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    throw new IOException(
        "%s has %,d megapixels; make it smaller, %d are the most"
            .formatted(file, pixels / 1_000_000, MOST_MEGAPIXELS));
  }

  /** Writes a file that appears whole or not at all. */
  static void write(byte[] bytes, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".imagineer-", ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
