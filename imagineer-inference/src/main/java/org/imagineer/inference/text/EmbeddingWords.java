package org.imagineer.inference.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The embeddings that a prompt may use by writing their names, and the vectors of those it does
 * use. Each such vector gets an id of its own, counted on from the end of the vocabulary: the text
 * encoder takes these ids with {@link #vectors()}. One instance serves one prompt; not thread-safe.
 */
public final class EmbeddingWords {

  /** A name among a prompt's tokens. */
  private record Word(String name, int[] ids) {

    boolean isAt(int[] tokens, int position) {
      if (ids.length > tokens.length - position) {
        return false;
      }
      for (int i = 0; i < ids.length; i++) {
        if (tokens[position + i] != ids[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * An embedding found.
   *
   * @param tokens of its name
   * @param ids of its vectors
   */
  record Found(int tokens, int[] ids) {}

  private final EmbeddingFolder folder;
  private final int width;
  private final int vocabulary;
  private final int maxVectors;
  private final Map<Integer, List<Word>> byFirstToken = new HashMap<>();
  private final Map<String, int[]> used = new HashMap<>();
  private final List<float[]> vectors = new ArrayList<>();

  /**
   * @param width D of the model
   * @param vocabulary tokens that the text encoder knows
   * @param maxVectors the most vectors that fit into a chunk of the prompt
   */
  public EmbeddingWords(
      EmbeddingFolder folder, ClipTokenizer tokenizer, int width, int vocabulary, int maxVectors) {
    this.folder = folder;
    this.width = width;
    this.vocabulary = vocabulary;
    this.maxVectors = maxVectors;
    for (String name : folder.names()) {
      Word word = new Word(name, tokenizer.content(name));
      if (word.ids().length > 0) {
        byFirstToken.computeIfAbsent(word.ids()[0], first -> new ArrayList<>()).add(word);
      }
    }
    Comparator<Word> longestFirst = Comparator.comparing(word -> -word.ids().length);
    byFirstToken.values().forEach(words -> words.sort(longestFirst));
  }

  /**
   * The vectors of all embeddings found so far, [K, D], K may be 0; the first is for the id that
   * follows the vocabulary.
   */
  public float[][] vectors() {
    return vectors.toArray(float[][]::new);
  }

  /**
   * The embedding whose name stands at a position, the longest where there are several.
   *
   * @throws java.io.UncheckedIOException if its file cannot be used
   */
  Optional<Found> at(int[] tokens, int position) {
    for (Word word : byFirstToken.getOrDefault(tokens[position], List.of())) {
      if (word.isAt(tokens, position)) {
        int[] ids = used.computeIfAbsent(word.name(), this::use);
        if (ids.length > 0) {
          return Optional.of(new Found(word.ids().length, ids));
        }
      }
    }
    return Optional.empty();
  }

  /** Takes an embedding's vectors in; none if its file has vanished since the folder was listed. */
  private int[] use(String name) {
    float[][] own =
        folder
            .find(name, width, maxVectors)
            .map(TextualInversion::vectors)
            .orElseGet(() -> new float[0][]);
    int[] ids = new int[own.length];
    for (int i = 0; i < own.length; i++) {
      ids[i] = vocabulary + vectors.size();
      vectors.add(own[i]);
    }
    return ids;
  }
}
