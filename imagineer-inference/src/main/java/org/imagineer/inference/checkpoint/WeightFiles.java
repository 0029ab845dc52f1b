package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the weights in a component's folder: whole or in shards, of the variant that is there. */
final class WeightFiles {

  /** Lies beside its index, whatever the index says. */
  private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_.-]+\\.safetensors");

  private WeightFiles() {}

  /**
   * @param stem the file's name without variant and ending
   * @param variants in order of preference; any other variant that lies there comes last
   * @return one file, or all shards of one variant
   * @throws CheckpointException if there are none
   */
  static List<Path> find(Path folder, String stem, List<String> variants) {
    for (String variant : variants) {
      String dotted = variant.isEmpty() ? "" : "." + variant;
      List<Path> found = named(folder, stem + dotted + ".safetensors", dotted);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return anyVariant(folder, stem);
  }

  private static List<Path> named(Path folder, String name, String dotted) {
    Path whole = folder.resolve(name);
    if (Files.isRegularFile(whole)) {
      return List.of(whole);
    }
    String stem = name.substring(0, name.length() - (dotted + ".safetensors").length());
    for (String index :
        List.of(name + ".index.json", stem + ".safetensors.index" + dotted + ".json")) {
      if (Files.isRegularFile(folder.resolve(index))) {
        return shards(ModelConfig.read(folder.resolve(index)));
      }
    }
    return List.of();
  }

  private static List<Path> shards(ModelConfig index) {
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode name : index.options().path("weight_map")) {
      names.add(name.asText());
    }
    if (names.isEmpty()) {
      throw new CheckpointException(index.file(), "names no shards in 'weight_map'");
    }
    for (String name : names) {
      if (!SHARD.matcher(name).matches()) {
        throw new CheckpointException(index.file(), "names '" + name + "', which is no shard");
      }
    }
    return names.stream().map(index.file()::resolveSibling).toList();
  }

  private static List<Path> anyVariant(Path folder, String stem) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.sorted().toList();
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.matches("\\Q" + stem + "\\E\\.[A-Za-z0-9_]+\\.safetensors")) {
          return List.of(file);
        }
      }
      boolean pickled = all.stream().anyMatch(PickleFile::isNamed);
      throw new CheckpointException(
          folder,
          "has no %s.safetensors%s".formatted(stem, pickled ? "; " + PickleFile.REASON : ""));
    } catch (IOException e) {
      throw new CheckpointException(folder, "cannot be read: " + e.getMessage(), e);
    }
  }
}
