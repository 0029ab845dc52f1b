package org.imagineer.inference.lora;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * LoRA files in some folders and the folders in them; of two with the same name, the one in the
 * first folder counts. A LoRA goes by its file's name without the ending, or by the name of the
 * folder that holds it alone, in any case. Listed anew at each use; no path is ever made of a name.
 * Safe for use by several threads.
 */
public final class LoraFolder {

  /** For callers that have no LoRAs. */
  public static final LoraFolder NONE = at();

  private static final String ENDING = ".safetensors";
  private static final int MOST = 10_000;
  private static final int MOST_TOLD = 20;

  private final List<Path> folders;

  private LoraFolder(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * @param folders none need be there
   */
  public static LoraFolder at(Path... folders) {
    return new LoraFolder(List.of(folders));
  }

  /**
   * The file of a name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Path find(String name) {
    Map<String, Path> known = files();
    Path file = known.get(name.toLowerCase(Locale.ROOT));
    if (file == null) {
      List<String> names = names();
      String told =
          names.isEmpty()
              ? "none"
              : String.join(", ", names.subList(0, Math.min(MOST_TOLD, names.size())))
                  + (names.size() > MOST_TOLD ? ", ..." : "");
      throw new IllegalArgumentException("Unknown LoRA '%s'. Known: %s".formatted(name, told));
    }
    return file;
  }

  /** Names of all LoRAs, by their files, sorted. */
  public List<String> names() {
    return list().stream().map(LoraFolder::stem).distinct().sorted().toList();
  }

  private Map<String, Path> files() {
    List<Path> all = list();
    Map<String, Path> files = new TreeMap<>();
    for (Path file : all) {
      files.putIfAbsent(stem(file).toLowerCase(Locale.ROOT), file);
    }
    Map<Path, List<Path>> byParent = all.stream().collect(Collectors.groupingBy(Path::getParent));
    byParent.forEach(
        (parent, inside) -> {
          if (!folders.contains(parent) && inside.size() == 1) {
            files.putIfAbsent(
                parent.getFileName().toString().toLowerCase(Locale.ROOT), inside.get(0));
          }
        });
    return files;
  }

  private List<Path> list() {
    return folders.stream().filter(Files::isDirectory).flatMap(LoraFolder::list).toList();
  }

  private static Stream<Path> list(Path folder) {
    List<Path> entries = entries(folder);
    Stream<Path> below =
        entries.stream().filter(Files::isDirectory).map(LoraFolder::entries).flatMap(List::stream);
    return Stream.concat(entries.stream(), below)
        .filter(file -> file.getFileName().toString().endsWith(ENDING))
        .filter(Files::isRegularFile)
        .limit(MOST);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length());
  }
}
