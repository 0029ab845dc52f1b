package org.imagineer.model;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.imagineer.inference.savedmodel.ModelPackage;

/**
 * The models folder: packages by name, and {@code import/} with checkpoints to make some of.
 *
 * @param root may be missing, which is an empty one
 */
record ModelFolder(Path root) {

  private static final String IMPORT = "import";

  /** The names of complete packages, sorted. */
  List<String> packages() {
    return names(root, ModelPackage::isAt);
  }

  /**
   * The checkpoints in {@code import/}: diffusers folders, sorted, then single files, sorted. In
   * this order a file finds the tokenizer that came with a folder.
   */
  List<Path> imports() {
    Path folder = root.resolve(IMPORT);
    Stream<String> folders = names(folder, Files::isDirectory).stream();
    Stream<String> files = names(folder, path -> !Files.isDirectory(path)).stream();
    return Stream.concat(folders, files)
        .map(folder::resolve)
        .filter(path -> !Companions.isOne(path))
        .toList();
  }

  Path of(String name) {
    return root.resolve(name);
  }

  /** Bytes of all files of a package; 0 if it is gone. */
  long size(String name) {
    try (Stream<Path> files = Files.walk(of(name))) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path folder, Predicate<Path> which) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(which)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
