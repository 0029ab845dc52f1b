package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import org.imagineer.settings.Settings;

/**
 * The pictures' files below the data folder. A file appears under its name only when it is whole
 * and on disk; no file is ever overwritten.
 */
@ApplicationScoped
public class ImageStore {

  private static final String PNG = ".png";

  private Settings settings;
  private Clock clock;
  private DurableFiles files;

  /** For the container's client proxy. */
  protected ImageStore() {}

  @Inject
  public ImageStore(Settings settings, Clock clock) {
    this(settings, clock, DurableFiles.Sink.DISK);
  }

  ImageStore(Settings settings, Clock clock, DurableFiles.Sink sink) {
    this.settings = settings;
    this.clock = clock;
    this.files = new DurableFiles(sink);
  }

  /**
   * Writes a picture that a job has drawn.
   *
   * @param png the whole file
   * @param index which of the job's pictures it is, from 0
   * @param output where to put it, relative to the images folder; null for a name of our own
   * @throws IOException if it cannot be written, as on a full disk; nothing is left behind then
   */
  public synchronized StoredFile save(byte[] png, long jobId, int index, String output)
      throws IOException {
    String name = output == null ? ownName(jobId, index) : freeName(output);
    files.write(settings.images().resolve(name), png);
    return new StoredFile(
        name.substring(name.lastIndexOf('/') + 1),
        name,
        "images/" + name,
        "thumbnails/" + stem(name) + ".webp",
        sha256(png),
        png.length,
        "image/png");
  }

  private String ownName(long jobId, int index) {
    var today = clock.instant().atOffset(ZoneOffset.UTC);
    String chance = UUID.randomUUID().toString().substring(0, 8);
    return "%04d/%02d/%06d-%d-%s%s"
        .formatted(today.getYear(), today.getMonthValue(), jobId, index, chance, PNG);
  }

  private String freeName(String output) {
    String stem = stem(output);
    String name = stem + PNG;
    for (int number = 2; Files.exists(settings.images().resolve(name)); number++) {
      name = "%s-%d%s".formatted(stem, number, PNG);
    }
    return name;
  }

  private static String stem(String name) {
    return name.endsWith(PNG) ? name.substring(0, name.length() - PNG.length()) : name;
  }

  /** Takes back a file that has found no place in the database. */
  public void delete(StoredFile file) throws IOException {
    Files.deleteIfExists(settings.home().resolve(file.path()));
  }

  /** The file of a picture. */
  public Path file(Image image) {
    return settings.home().resolve(image.filePath());
  }

  /**
   * What a picture shows.
   *
   * @throws IOException if its file is gone, holds no picture, or one of more than 4096 pixels a
   *     side
   */
  public BufferedImage pixels(Image image) throws IOException {
    return PictureFile.read(file(image));
  }

  /** Deletes half-written files that an earlier, killed server has left. */
  public void sweep() throws IOException {
    DurableFiles.sweep(settings.images(), clock.instant());
    DurableFiles.sweep(settings.thumbnails(), clock.instant());
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
