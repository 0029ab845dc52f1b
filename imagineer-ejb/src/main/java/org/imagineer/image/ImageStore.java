package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.imagineer.settings.Settings;

/** The pictures' files below the data folder. */
@ApplicationScoped
public class ImageStore {

  private Settings settings;

  /** For the container's client proxy. */
  protected ImageStore() {}

  @Inject
  public ImageStore(Settings settings) {
    this.settings = settings;
  }

  /** The file of a picture. */
  public Path file(Image image) {
    return settings.home().resolve(image.filePath());
  }
}
