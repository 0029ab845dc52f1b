package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file of which only the beginning is here, in {@code <name>.part} beside its place; what version
 * it is the beginning of, by its server's ETag, lies in {@code <name>.part.etag}.
 */
final class PartialFile {

  private static final long LONGEST_TAG = 1000;

  private final Path place;
  private final Path part;
  private final Path tag;

  PartialFile(Path place) {
    this.place = place;
    this.part = place.resolveSibling(place.getFileName() + ".part");
    this.tag = place.resolveSibling(place.getFileName() + ".part.etag");
  }

  Path path() {
    return part;
  }

  /** Bytes that are here and of a known version; 0 if none are. */
  long usable() throws IOException {
    return version().isPresent() && Files.isRegularFile(part) ? Files.size(part) : 0;
  }

  /** The version that the bytes are of. */
  Optional<String> version() throws IOException {
    if (!Files.isRegularFile(tag) || Files.size(tag) > LONGEST_TAG) {
      return Optional.empty();
    }
    return Optional.of(Files.readString(tag)).filter(PartialFile::isStrong);
  }

  /** Only a strong ETag promises the same bytes (RFC 9110, section 8.8.1). */
  static boolean isStrong(String tag) {
    return tag.matches("\"[\\x21\\x23-\\x7e]{1,500}\"");
  }

  /** Begins anew with bytes of a version; without a known one they cannot be continued later. */
  OutputStream begin(Optional<String> version) throws IOException {
    discard();
    Files.createDirectories(place.toAbsolutePath().getParent());
    Optional<String> strong = version.filter(PartialFile::isStrong);
    if (strong.isPresent()) {
      Files.writeString(tag, strong.get());
    }
    return Files.newOutputStream(part);
  }

  OutputStream append() throws IOException {
    return Files.newOutputStream(part, StandardOpenOption.APPEND);
  }

  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(tag);
  }

  /** Puts the whole file into its place, in one step and for good. */
  void publish() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tag);
  }
}
