package org.imagineer.inference.network;

import org.imagineer.inference.checkpoint.ModelConfig;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * CLIP's text transformer (Radford et al. 2021, arXiv:2103.00020), as transformers' CLIPTextModel
 * computes it.
 *
 * <pre>
 * input_ids [B, L], extra_embeddings [K, D] -> last_hidden_state, clip_skip2, ... [B, L, D]
 * </pre>
 *
 * Ids from the size of the vocabulary on mean the rows of {@code extra_embeddings}, which need not
 * be given: vectors of textual inversion (Gal et al. 2022, arXiv:2208.01618).
 *
 * <p>{@code clip_skip<k>} is what the k-th layer from the end gives, through the final norm like
 * the last one. Each token sees those before it and itself; padding is a token like any other.
 */
public final class TextEncoder implements Blueprint {

  private final TextEncoderConfig size;

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented
   */
  public TextEncoder(ModelConfig config) {
    size = TextEncoderConfig.of(config);
  }

  /** The output for a number of layers counted from the end, 1 being the last layer itself. */
  public static String output(int clipSkip) {
    return clipSkip == 1 ? "last_hidden_state" : "clip_skip" + clipSkip;
  }

  @Override
  public <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent) {
    return new TextEncoderLayout<>(size, tf, weights, style, extent).ends();
  }
}
