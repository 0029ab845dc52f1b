package org.imagineer.inference.network;

import org.imagineer.inference.checkpoint.ModelConfig;

/**
 * The size of a text encoder, from text_encoder/config.json.
 *
 * @param width D
 * @param inner width between the two layers of an MLP
 * @param positions the longest text, in tokens
 * @param quickGelu whether the MLPs use CLIP's approximation of GELU
 */
record TextEncoderConfig(
    int width,
    int inner,
    int layers,
    int heads,
    int vocabulary,
    int positions,
    float eps,
    boolean quickGelu) {

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if an option asks for what is
   *     not implemented, or is missing
   */
  static TextEncoderConfig of(ModelConfig config) {
    config.only("model_type", "clip_text_model");
    config.only("hidden_act", "quick_gelu", "gelu");
    TextEncoderConfig size =
        new TextEncoderConfig(
            config.positive("hidden_size"),
            config.positive("intermediate_size"),
            config.positive("num_hidden_layers"),
            config.positive("num_attention_heads"),
            config.positive("vocab_size"),
            config.positive("max_position_embeddings", 77),
            (float) config.number("layer_norm_eps", 1e-5),
            config.text("hidden_act", "quick_gelu").equals("quick_gelu"));
    if (size.width % size.heads != 0) {
      throw config.wrong("num_attention_heads", "a divisor of hidden_size");
    }
    return size;
  }
}
