package org.imagineer.inference.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for gigabytes that nobody wants to keep: it goes when it is closed, when the process
 * ends (Ctrl+C included), and where the process was killed, when the next one is made beside it.
 */
public final class ScratchFolder implements AutoCloseable {

  /** The leading dot keeps it out of listings. */
  private static final String PREFIX = ".bench-";

  /** Locked as long as the process lives, whatever ends it. */
  private static final String LOCK = "in-use";

  private static final int ATTEMPTS = 50;
  private static final long PAUSE_MILLISECONDS = 100;

  private final Path path;
  private final FileChannel lock;
  private final Thread atExit = new Thread(this::removeWhileOthersWrite);

  private ScratchFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes one in a folder, which is made, too, where it is missing.
   *
   * @throws UncheckedIOException if nothing can be written there
   */
  public static ScratchFolder in(Path parent) {
    try {
      Files.createDirectories(parent);
      removeLeftovers(parent);
      Path path = Files.createTempDirectory(parent, PREFIX);
      ScratchFolder scratch = new ScratchFolder(path, locked(path));
      Runtime.getRuntime().addShutdownHook(scratch.atExit);
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "nothing can be written in %s: %s".formatted(parent, e.getMessage()), e);
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  private static void removeLeftovers(Path parent) throws IOException {
    List<Path> others;
    try (Stream<Path> siblings = Files.list(parent)) {
      others =
          siblings
              .filter(each -> each.getFileName().toString().startsWith(PREFIX))
              .filter(each -> Files.isRegularFile(each.resolve(LOCK)))
              .toList();
    }
    for (Path each : others) {
      try (FileChannel channel = FileChannel.open(each.resolve(LOCK), StandardOpenOption.WRITE);
          FileLock left = channel.tryLock()) {
        if (left != null) {
          delete(each);
        }
      } catch (OverlappingFileLockException | NoSuchFileException inUseOrGone) {
        // Somebody else's matter.
      }
    }
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** Deletes a folder with everything in it. */
  public static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }

  /** At the process' end other threads may still be writing into the folder. */
  private void removeWhileOthersWrite() {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(path); attempt++) {
      try {
        delete(path);
      } catch (IOException | UncheckedIOException again) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
      lock.close();
      delete(path);
    } catch (IllegalStateException alreadyAtExit) {
      // Then the hook removes it.
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s could not be removed: %s".formatted(path, e.getMessage()), e);
    }
  }
}
