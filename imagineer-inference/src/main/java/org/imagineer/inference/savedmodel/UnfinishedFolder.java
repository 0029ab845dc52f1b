package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder in the making beside the place where it will be. Closing removes what has not been
 * published; what a crash left behind is removed by the next one for the same place.
 */
final class UnfinishedFolder implements AutoCloseable {

  private final Path place;
  private final Path path;

  private UnfinishedFolder(Path place, Path path) {
    this.place = place;
    this.path = path;
  }

  static UnfinishedFolder beside(Path place) throws IOException {
    // The leading dot keeps it out of listings of models.
    String prefix = "." + place.getFileName() + ".part-";
    try (Stream<Path> siblings = Files.list(place.getParent())) {
      for (Path left : siblings.toList()) {
        if (left.getFileName().toString().startsWith(prefix)) {
          delete(left);
        }
      }
    }
    return new UnfinishedFolder(place, Files.createTempDirectory(place.getParent(), prefix));
  }

  Path path() {
    return path;
  }

  /** Puts the folder into its place, in one step and for good. */
  void publish() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList()) {
        sync(each);
      }
    }
    if (Files.exists(place)) {
      Path old =
          Files.createTempDirectory(place.getParent(), "." + place.getFileName() + ".part-old-");
      Files.move(place, old.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
      try {
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Files.move(old.resolve("old"), place, StandardCopyOption.ATOMIC_MOVE);
        throw e;
      }
      delete(old);
    } else {
      Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }
    sync(place.getParent());
  }

  // A folder is opened for reading: that is how Linux syncs its entries.
  private static void sync(Path path) throws IOException {
    boolean isFolder = Files.isDirectory(path);
    try (FileChannel channel =
        FileChannel.open(path, isFolder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
