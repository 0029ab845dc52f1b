package org.imagineer.inference.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The textual inversion embeddings in a folder and the folders in it. An embedding goes by its
 * file's name without the ending, in any case; of two of the same name the first in the order of
 * their paths counts, and .safetensors before all others. Files are read when they are first needed
 * and read again when they have changed; the last used stay in memory. No path is ever made of a
 * name: what is not listed is not found. Safe for use by several threads.
 */
public final class EmbeddingFolder {

  /** For callers that have no embeddings. */
  public static final EmbeddingFolder NONE = new EmbeddingFolder(null);

  private static final List<String> ENDINGS =
      List.of(TextualInversion.ENDING, ".pt", ".bin", ".ckpt");
  private static final int MAX_FILES = 10_000;
  private static final int MAX_LOADED = 64;

  private record Key(Path file, FileTime modified, long bytes, int width, int maxVectors) {}

  private final Path folder;
  private final Map<Key, TextualInversion> loaded = new LinkedHashMap<>(16, 0.75f, true);

  private EmbeddingFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder need not be there; it is listed anew at each use
   */
  public static EmbeddingFolder at(Path folder) {
    return new EmbeddingFolder(folder);
  }

  /**
   * Names of all files that look like embeddings, in lower case, sorted. Some may turn out to be of
   * no use when they are read.
   *
   * @throws UncheckedIOException if the folder cannot be listed, or holds more than 10000 files
   */
  public List<String> names() {
    return List.copyOf(files().keySet());
  }

  /**
   * The embedding of a name, if there is one.
   *
   * @param width D of the model
   * @param maxVectors the most vectors that fit into a chunk of the prompt
   * @throws UncheckedIOException if the file cannot be used, see {@link TextualInversion#read}
   */
  public Optional<TextualInversion> find(String name, int width, int maxVectors) {
    Path file = files().get(name.toLowerCase(Locale.ROOT));
    return file == null ? Optional.empty() : Optional.of(load(file, width, maxVectors));
  }

  private synchronized TextualInversion load(Path file, int width, int maxVectors) {
    Key key;
    try {
      key = new Key(file, Files.getLastModifiedTime(file), Files.size(file), width, maxVectors);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
    TextualInversion embedding = loaded.get(key);
    if (embedding == null) {
      embedding = TextualInversion.read(file, width, maxVectors);
      loaded.put(key, embedding);
      if (loaded.size() > MAX_LOADED) {
        loaded.remove(loaded.keySet().iterator().next());
      }
    }
    return embedding;
  }

  private SortedMap<String, Path> files() {
    if (folder == null || !Files.isDirectory(folder)) {
      return Collections.emptySortedMap();
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder, 2)) {
      all = walk.filter(Files::isRegularFile).limit(MAX_FILES + 1L).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UncheckedIOException(
          folder + " cannot be listed: " + e.getMessage(), new IOException(e));
    }
    if (all.size() > MAX_FILES) {
      String problem = folder + " holds more than " + MAX_FILES + " files, too many embeddings";
      throw new UncheckedIOException(problem, new IOException(problem));
    }
    SortedMap<String, Path> files = new TreeMap<>();
    for (String ending : ENDINGS) {
      for (Path file : all) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(ending) && name.length() > ending.length()) {
          files.putIfAbsent(name.substring(0, name.length() - ending.length()), file);
        }
      }
    }
    return files;
  }
}
