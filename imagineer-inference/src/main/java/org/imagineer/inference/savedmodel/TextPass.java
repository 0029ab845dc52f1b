package org.imagineer.inference.savedmodel;

import org.imagineer.inference.network.Extent;
import org.imagineer.inference.network.TextEncoder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Passes through a model's text encoder. */
record TextPass(LoadedNetworks networks, ModelDescription.Sizes sizes) {

  /** See {@link LoadedModel#encodeText(int[][], float[][], int)}. */
  TextEmbeddings encode(int[][] ids, float[][] extraVectors, int clipSkip) {
    if (clipSkip < 1 || clipSkip > sizes.textLayers()) {
      throw new IllegalArgumentException(
          "clip_skip %d: the text encoder has %d layers".formatted(clipSkip, sizes.textLayers()));
    }
    requireKnown(ids, sizes.vocabulary() + extraVectors.length);
    float[] vectors = new float[Math.max(1, extraVectors.length) * sizes.contextWidth()];
    for (int k = 0; k < extraVectors.length; k++) {
      System.arraycopy(extraVectors[k], 0, vectors, k * sizes.contextWidth(), sizes.contextWidth());
    }
    try (TInt32 tokens = TInt32.tensorOf(StdArrays.ndCopyOf(ids));
        TFloat32 extra =
            FloatTensor.of(
                Shape.of(vectors.length / sizes.contextWidth(), sizes.contextWidth()), vectors)) {
      float[] hidden =
          networks
              .get(NetworkName.TEXT_ENCODER)
              .run(Extent.ofTexts(ids.length, ids[0].length))
              .feed("input_ids", tokens)
              .feed("extra_embeddings", extra)
              .fetch(TextEncoder.output(clipSkip));
      return new TextEmbeddings(ids.length, ids[0].length, sizes.contextWidth(), hidden);
    }
  }

  /** On a GPU, looking up an id that means nothing gives zeros. */
  private static void requireKnown(int[][] ids, int end) {
    for (int[] row : ids) {
      for (int id : row) {
        if (id < 0 || id >= end) {
          throw new IllegalArgumentException(
              "token id %d: the text encoder knows those below %d".formatted(id, end));
        }
      }
    }
  }
}
