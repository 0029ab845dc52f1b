package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with CLIP's tokenizer.
 *
 * @param path in which vocab.json and merges.txt lie, or should
 */
record TokenizerFolder(Path path) {

  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String BELOW = "tokenizer";

  /** The tokenizer in a folder or in its folder {@code tokenizer}, if there is one. */
  static Optional<TokenizerFolder> in(Path folder) {
    return Stream.of(folder, folder.resolve(BELOW))
        .filter(each -> Files.isRegularFile(each.resolve(VOCABULARY)))
        .map(TokenizerFolder::new)
        .findFirst();
  }

  /** The tokenizer of a checkpoint in the diffusers layout, whether it is there or not. */
  static TokenizerFolder of(Path checkpoint) {
    return new TokenizerFolder(checkpoint.resolve(BELOW));
  }

  /**
   * The first tokenizer with so many tokens among a folder's model packages, by their names.
   * Damaged ones are passed over.
   */
  static Optional<TokenizerFolder> among(Path packages, int vocabulary) {
    if (!Files.isDirectory(packages)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(packages)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve("model.json")))
          .sorted()
          .map(TokenizerFolder::of)
          .filter(each -> each.hasSize(vocabulary))
          .findFirst();
    } catch (IOException e) {
      throw new CheckpointException(packages, "cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean hasSize(int vocabulary) {
    try {
      return size() == vocabulary;
    } catch (CheckpointException damaged) {
      return false;
    }
  }

  /**
   * The vocabulary's size: one more than the largest id.
   *
   * @throws CheckpointException if vocab.json is missing or no vocabulary
   */
  int size() {
    ModelConfig vocabulary = ModelConfig.read(path.resolve(VOCABULARY));
    int largest = -1;
    for (JsonNode id : vocabulary.options()) {
      if (!id.isInt() || id.intValue() < 0) {
        throw new CheckpointException(vocabulary.file(), "has an id that is no number from 0 on");
      }
      largest = Math.max(largest, id.intValue());
    }
    return largest + 1;
  }

  /**
   * Its files, the two that must be there first.
   *
   * @throws CheckpointException if one of these is missing
   */
  private List<Path> files() {
    for (String needed : List.of(VOCABULARY, MERGES)) {
      if (!Files.isRegularFile(path.resolve(needed))) {
        throw new CheckpointException(path.resolve(needed), "there is no such file");
      }
    }
    return Stream.of(VOCABULARY, MERGES, "special_tokens_map.json", "tokenizer_config.json")
        .map(path::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  /**
   * The files of a tokenizer that came with its text encoder.
   *
   * @throws CheckpointException if it has ids that the text encoder does not know
   */
  List<Path> filesOf(CheckpointPart textEncoder) {
    List<Path> files = files();
    int known = textEncoder.config().positive("vocab_size");
    if (size() > known) {
      throw new CheckpointException(
          path,
          "is a tokenizer of %d tokens, but the text encoder beside it knows %d"
              .formatted(size(), known));
    }
    return files;
  }

  /**
   * The files of a tokenizer that did not come with its text encoder.
   *
   * @throws CheckpointException if it has another number of tokens than the text encoder
   */
  List<Path> filesFor(CheckpointPart textEncoder) {
    int wanted = textEncoder.config().positive("vocab_size");
    if (size() != wanted) {
      throw new CheckpointException(
          path,
          "is a tokenizer of %d tokens, but the text encoder of %s has %d; give another with --tokenizer"
              .formatted(size(), textEncoder.files().get(0).getFileName(), wanted));
    }
    return files();
  }

  /**
   * The tokenizer that a user names.
   *
   * @throws CheckpointException if there is none
   */
  static TokenizerFolder given(Path folder) {
    return in(folder)
        .orElseThrow(
            () ->
                new CheckpointException(
                    folder,
                    "holds no tokenizer: neither vocab.json and merges.txt, nor a folder 'tokenizer' with them"));
  }
}
