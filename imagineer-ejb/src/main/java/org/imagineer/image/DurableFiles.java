package org.imagineer.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes files that are there whole or not at all, also after a power cut or on a full disk. */
final class DurableFiles {

  private static final String PREFIX = ".writing-";

  /** Nobody takes that long to write one picture. */
  private static final Duration ORPHAN_AGE = Duration.ofMinutes(1);

  /** Where the bytes go. */
  @FunctionalInterface
  interface Sink {

    /** Creates the file and returns when its content has reached the disk. */
    void write(Path file, byte[] content) throws IOException;

    Sink DISK =
        (file, content) -> {
          try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
              channel.write(rest);
            }
            channel.force(true);
          }
        };
  }

  private final Sink sink;

  DurableFiles(Sink sink) {
    this.sink = sink;
  }

  /**
   * Writes a file; one that is there is replaced.
   *
   * @throws IOException if that fails; nothing is left behind then
   */
  void write(Path target, byte[] content) throws IOException {
    Path folder = target.getParent();
    Files.createDirectories(folder);
    Path temporary = folder.resolve(PREFIX + UUID.randomUUID());
    try {
      sink.write(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    sync(folder);
  }

  /** A rename lasts only once the folder itself has reached the disk. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes what writers that died have left below a folder. */
  static void sweep(Path root, Instant now) throws IOException {
    List<Path> orphans;
    try (Stream<Path> files = Files.walk(root)) {
      orphans = files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path orphan : orphans) {
      if (Files.getLastModifiedTime(orphan).toInstant().isBefore(now.minus(ORPHAN_AGE))) {
        Files.deleteIfExists(orphan);
      }
    }
  }
}
