package org.imagineer.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.TextEmbeddings;

/**
 * What a resident model's text encoder made of chunks of prompts, kept from picture to picture: the
 * same chunk under the same LoRAs has the same embeddings, bit for bit, whether they were kept or
 * computed. The last used stay in memory. One call at a time.
 */
final class EncodedChunks {

  /** 60 MB of embeddings of Stable Diffusion 1.x. */
  private static final int MAX_CHUNKS = 256;

  private final LoadedModel model;
  private final Supplier<List<LoraMerger.Merged>> loras;
  private final Map<Key, TextEmbeddings> encoded = new LinkedHashMap<>(16, 0.75f, true);

  /** All that decides the embeddings; an embedding's vectors by their values, not by its name. */
  private record Key(
      List<Integer> ids, List<Vector> vectors, int clipSkip, List<LoraMerger.Merged> loras) {}

  /** An array that equals another one with the same values. */
  private record Vector(float[] values) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Vector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /**
   * @param loras what the text encoder's weights have been changed by
   */
  EncodedChunks(LoadedModel model, Supplier<List<LoraMerger.Merged>> loras) {
    this.model = model;
    this.loras = loras;
  }

  /**
   * Encodes a chunk, unless it is known. Arguments and errors as of {@link
   * LoadedModel#encodeText(int[][], float[][], int)}.
   *
   * @param ids [L]
   * @param extraVectors [K, D], by the ids that follow the vocabulary's
   * @return [1, L, D]
   */
  TextEmbeddings encode(int[] ids, float[][] extraVectors, int clipSkip) {
    Key key = key(ids, extraVectors, clipSkip);
    TextEmbeddings known = encoded.get(key);
    if (known == null) {
      known = model.encodeText(new int[][] {ids}, extraVectors, clipSkip);
      encoded.put(key, known);
      if (encoded.size() > MAX_CHUNKS) {
        encoded.remove(encoded.keySet().iterator().next());
      }
    }
    return known;
  }

  /** Vectors are numbered as they appear: their numbers in the prompt mean nothing in another. */
  private Key key(int[] ids, float[][] extraVectors, int clipSkip) {
    int vocabulary = model.model().description().sizes().vocabulary();
    List<Integer> numbered = new ArrayList<>(ids.length);
    List<Vector> vectors = new ArrayList<>();
    for (int id : ids) {
      if (id < vocabulary) {
        numbered.add(id);
      } else {
        numbered.add(vocabulary + vectors.size());
        vectors.add(new Vector(extraVectors[id - vocabulary]));
      }
    }
    return new Key(numbered, vectors, clipSkip, loras.get());
  }
}
