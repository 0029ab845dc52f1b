package org.imagineer.inference.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where pictures of one command go.
 *
 * @param output as the user names it
 * @param count how many pictures there will be
 * @param sideFiles whether each gets a JSON file beside it
 * @param previews whether each gets a preview beside it
 */
record OutputFiles(Path output, int count, boolean sideFiles, boolean previews) {

  /**
   * @throws IllegalArgumentException if the output names no file, or one that would be written
   *     twice
   */
  OutputFiles {
    if (output.getFileName() == null
        || output.getFileName().toString().isEmpty()
        || Files.isDirectory(output)) {
      throw new IllegalArgumentException(
          "--output must name a file such as out.png, not the folder '%s'".formatted(output));
    }
    if (sideFiles && output.getFileName().toString().endsWith(".json")) {
      throw new IllegalArgumentException(
          "--output must not end in .json together with --json, which takes that name");
    }
  }

  /** The file of picture {@code index}, from 0. */
  Path picture(int index) {
    return output.resolveSibling(stem(index) + ending());
  }

  /** The JSON file beside it. */
  Path sideFile(int index) {
    return output.resolveSibling(stem(index) + ".json");
  }

  /** The preview beside it. */
  Path preview(int index) {
    return output.resolveSibling(stem(index) + "-preview.png");
  }

  /**
   * @throws FileAlreadyExistsException if any of them is already there
   */
  void requireNew() throws IOException {
    for (int i = 0; i < count; i++) {
      for (Path file : of(i)) {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file + " is already there; --overwrite replaces it");
        }
      }
    }
  }

  private List<Path> of(int index) {
    List<Path> files = new ArrayList<>(List.of(picture(index)));
    if (sideFiles) {
      files.add(sideFile(index));
    }
    if (previews) {
      files.add(preview(index));
    }
    return files;
  }

  private String stem(int index) {
    String name = output.getFileName().toString();
    String stem = name.substring(0, name.length() - ending().length());
    return count == 1 ? stem : stem + "-" + (index + 1);
  }

  private String ending() {
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}
