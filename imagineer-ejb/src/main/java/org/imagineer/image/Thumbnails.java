package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import org.imagineer.settings.Settings;

/** Small WebP copies of pictures, made once, when they are first asked for. */
@ApplicationScoped
public class Thumbnails {

  private Settings settings;

  /** For the container's client proxy. */
  protected Thumbnails() {}

  @Inject
  public Thumbnails(Settings settings) {
    this.settings = settings;
  }

  /**
   * The thumbnail of a picture, within 300x300 pixels, WebP of quality 85; made if it is not there.
   * Any number of threads may ask at once.
   *
   * @throws java.nio.file.NoSuchFileException if the picture's file is gone
   */
  public Path of(Image image) throws IOException {
    return settings.home().resolve(image.thumbnailPath());
  }
}
