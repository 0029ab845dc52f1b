package org.imagineer.inference.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A prompt of any length, as chunks of the length that the text encoder takes, cut as A1111 cuts
 * them. {@code BREAK} closes a chunk. Where a chunk is full and a comma is among its last 20
 * tokens, what follows that comma moves to the next. An embedding is never split.
 *
 * @param chunks at least one
 * @param length what the prompt takes of their room
 */
public record PromptChunks(List<Chunk> chunks, PromptTokens length) {

  /** A1111's default for "Increase coherency by padding from the last comma within n tokens". */
  private static final int COMMA_REACH = 20;

  /**
   * What the text encoder gets at once: start, tokens, padding if needed, end. Holds its arrays, it
   * does not copy: treat them as read-only.
   *
   * @param ids [L], of the vocabulary or of {@link EmbeddingWords#vectors()}
   * @param weights [L], 1 for start, padding and end
   */
  public record Chunk(int[] ids, float[] weights) {

    /**
     * Weighs what the text encoder made of this chunk, as A1111 does: each token's embedding times
     * its weight, then all of them times one factor, so that their mean stays what it was.
     *
     * @param embeddings [L, D], flattened; not changed
     * @return [L, D]; the very same array where no weight differs from 1
     */
    public float[] weigh(float[] embeddings) {
      if (isPlain()) {
        return embeddings;
      }
      int width = embeddings.length / weights.length;
      float[] weighed = new float[embeddings.length];
      for (int i = 0; i < weighed.length; i++) {
        weighed[i] = embeddings[i] * weights[i / width];
      }
      float factor = (float) (mean(embeddings) / mean(weighed));
      if (Float.isFinite(factor)) { // else all weights are 0, and there is no mean to restore
        for (int i = 0; i < weighed.length; i++) {
          weighed[i] *= factor;
        }
      }
      return weighed;
    }

    private boolean isPlain() {
      for (float weight : weights) {
        if (weight != 1) {
          return false;
        }
      }
      return true;
    }

    private static double mean(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum / values.length;
    }
  }

  public PromptChunks {
    chunks = List.copyOf(chunks);
  }

  /**
   * Cuts a prompt. Each fragment is tokenised on its own.
   *
   * @param contextLength L, the length of a chunk with start and end, 77 as a rule
   * @param words takes up the embeddings that the prompt uses
   * @throws IllegalArgumentException if that leaves no room for a token
   * @throws java.io.UncheckedIOException if the file of such an embedding cannot be used
   */
  public static PromptChunks of(
      PromptWeights prompt, ClipTokenizer tokenizer, int contextLength, EmbeddingWords words) {
    if (contextLength < 3) {
      throw new IllegalArgumentException("no room for a token in a chunk of " + contextLength);
    }
    Cutter cutter = new Cutter(tokenizer, contextLength, words);
    for (int i = 0; i < prompt.sections().size(); i++) {
      if (i > 0) {
        cutter.close();
      }
      prompt.sections().get(i).forEach(cutter::add);
    }
    return cutter.finish();
  }

  /**
   * The first chunk of a text that is taken literally: what does not fit is cut off, as diffusers
   * does.
   *
   * @param contextLength L
   */
  public static PromptChunks truncated(String text, ClipTokenizer tokenizer, int contextLength) {
    float[] weights = new float[contextLength];
    Arrays.fill(weights, 1);
    return new PromptChunks(
        List.of(new Chunk(tokenizer.padded(text, contextLength), weights)),
        new PromptTokens(tokenizer.tokenCount(text), contextLength - 2));
  }

  private static final class Cutter {
    private final ClipTokenizer tokenizer;
    private final EmbeddingWords words;
    private final int[] comma;
    private final List<Chunk> closed = new ArrayList<>();
    private final int[] ids; // of the chunk that is open, without start and end
    private final float[] weights;
    private int size;
    private int lastComma = -1;

    Cutter(ClipTokenizer tokenizer, int contextLength, EmbeddingWords words) {
      this.tokenizer = tokenizer;
      this.words = words;
      comma = tokenizer.content(",");
      ids = new int[contextLength - 2];
      weights = new float[contextLength - 2];
    }

    void add(PromptWeights.Fragment fragment) {
      int[] tokens = tokenizer.content(fragment.text());
      float weight = (float) fragment.weight();
      int position = 0;
      while (position < tokens.length) {
        makeRoom(tokens[position]);
        Optional<EmbeddingWords.Found> embedding = words.at(tokens, position);
        if (embedding.isEmpty()) {
          append(tokens[position], weight);
          position++;
        } else {
          int[] vectors = embedding.get().ids();
          if (size + vectors.length > ids.length) {
            close();
          }
          for (int id : vectors) {
            append(id, weight);
          }
          position += embedding.get().tokens();
        }
      }
    }

    /** Notes a comma; closes a full chunk, behind its last comma if that is near. */
    private void makeRoom(int token) {
      if (comma.length == 1 && token == comma[0]) {
        lastComma = size;
      }
      if (size < ids.length) {
        return;
      }
      boolean near = lastComma >= 0 && lastComma < size && size - lastComma <= COMMA_REACH;
      int from = near ? lastComma + 1 : size;
      int[] movedIds = Arrays.copyOfRange(ids, from, size);
      float[] movedWeights = Arrays.copyOfRange(weights, from, size);
      size = from;
      close();
      for (int i = 0; i < movedIds.length; i++) {
        append(movedIds[i], movedWeights[i]);
      }
    }

    private void append(int id, float weight) {
      ids[size] = id;
      weights[size] = weight;
      size++;
    }

    void close() {
      int[] framed = new int[ids.length + 2];
      float[] framedWeights = new float[ids.length + 2];
      Arrays.fill(framed, tokenizer.padId());
      Arrays.fill(framedWeights, 1);
      System.arraycopy(ids, 0, framed, 1, size);
      System.arraycopy(weights, 0, framedWeights, 1, size);
      framed[0] = tokenizer.bosId();
      framed[ids.length + 1] = tokenizer.eosId();
      closed.add(new Chunk(framed, framedWeights));
      size = 0;
      lastComma = -1;
    }

    PromptChunks finish() {
      int tokens = closed.size() * ids.length + size;
      if (size > 0 || closed.isEmpty()) {
        close();
      }
      return new PromptChunks(closed, new PromptTokens(tokens, closed.size() * ids.length));
    }
  }
}
