package org.imagineer.inference.cli;

import java.nio.file.Path;

/**
 * Where pictures of one command go.
 *
 * @param output as the user names it
 * @param count how many pictures there will be
 */
record OutputFiles(Path output, int count) {

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

  private String stem(int index) {
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return count == 1 ? stem : stem + "-" + (index + 1);
  }

  private String ending() {
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}
