package org.imagineer.inference;

import java.util.List;
import java.util.Map;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.text.PromptChunks;
import org.imagineer.inference.text.PromptSchedule;

/**
 * What a prompt is to the UNet, step by step. Chunks are encoded when a step first needs them, and
 * each on its own: the same chunk has the same embeddings, bit for bit, whatever stands beside it.
 * Bound to the model that it came from: not for several threads, nor for use after the model's
 * weights have changed.
 */
final class Conditioning {

  /** Token ids [L] -> embeddings [1, L, D]. */
  @FunctionalInterface
  interface ChunkEncoder {
    TextEmbeddings encode(int[] ids);
  }

  private final PromptSchedule schedule;
  private final Map<String, PromptChunks> texts;
  private final ChunkEncoder encoder;
  private String lastText;
  private TextEmbeddings last;

  /**
   * @param texts the chunks of each text of the schedule
   */
  Conditioning(PromptSchedule schedule, Map<String, PromptChunks> texts, ChunkEncoder encoder) {
    this.schedule = schedule;
    this.texts = texts;
    this.encoder = encoder;
  }

  /**
   * The embeddings of a step. Steps may differ in their number of tokens.
   *
   * @param step from 1 on; steps beyond the last are like the last
   * @return [1, L * chunks, D]; the same object as long as the prompt's text stays the same
   */
  TextEmbeddings at(int step) {
    String text = schedule.at(step);
    if (!text.equals(lastText)) {
      last = joined(texts.get(text).chunks().stream().map(this::weighed).toList());
      lastText = text;
    }
    return last;
  }

  private TextEmbeddings weighed(PromptChunks.Chunk chunk) {
    TextEmbeddings plain = encoder.encode(chunk.ids()); // [1, L, D]
    return new TextEmbeddings(1, plain.tokens(), plain.channels(), chunk.weigh(plain.values()));
  }

  /** [1, L, D] of each chunk -> [1, L * chunks, D]. */
  private static TextEmbeddings joined(List<TextEmbeddings> chunks) {
    TextEmbeddings first = chunks.get(0);
    if (chunks.size() == 1) {
      return first;
    }
    int size = first.values().length;
    float[] values = new float[size * chunks.size()];
    for (int i = 0; i < chunks.size(); i++) {
      System.arraycopy(chunks.get(i).values(), 0, values, i * size, size);
    }
    return new TextEmbeddings(1, first.tokens() * chunks.size(), first.channels(), values);
  }
}
