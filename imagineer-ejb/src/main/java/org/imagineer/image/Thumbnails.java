package org.imagineer.image;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.imagineer.settings.Settings;

/** Small WebP copies of pictures, made once, when they are first asked for. */
@ApplicationScoped
public class Thumbnails {

  private static final int SIDE = 300;
  private static final float QUALITY = 0.85f;

  private final DurableFiles files = new DurableFiles(DurableFiles.Sink.DISK);
  private final ConcurrentHashMap<Path, Boolean> inWork = new ConcurrentHashMap<>();
  private Settings settings;

  /** For the container's client proxy. */
  protected Thumbnails() {}

  @Inject
  public Thumbnails(Settings settings) {
    this.settings = settings;
  }

  /**
   * The thumbnail of a picture, within 300x300 pixels, WebP of quality 85; made if it is not there.
   * Any number of threads may ask at once; smaller pictures keep their size.
   *
   * @throws java.nio.file.NoSuchFileException if the picture's file is gone
   */
  public Path of(Image image) throws IOException {
    Path thumbnail = settings.home().resolve(image.thumbnailPath());
    if (Files.exists(thumbnail)) {
      return thumbnail;
    }
    Path picture = settings.home().resolve(image.filePath());
    try {
      // compute() runs for one thread per file at a time; whoever comes later finds the file.
      inWork.compute(thumbnail, (path, busy) -> make(picture, path));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return thumbnail;
  }

  private Boolean make(Path picture, Path thumbnail) {
    try {
      if (!Files.exists(thumbnail)) {
        files.write(thumbnail, webp(shrink(PictureFile.read(picture))));
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage shrink(BufferedImage pixels) throws IOException {
    if (pixels.getWidth() <= SIDE && pixels.getHeight() <= SIDE) {
      return pixels;
    }
    return net.coobird.thumbnailator.Thumbnails.of(pixels).size(SIDE, SIDE).asBufferedImage();
  }

  /** Asks for the writer by class: a server's class loaders hide it from ImageIO's registry. */
  private static byte[] webp(BufferedImage pixels) throws IOException {
    ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      WebPWriteParam param = new WebPWriteParam(writer.getLocale());
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(param.getCompressionTypes()[0]);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(pixels, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
