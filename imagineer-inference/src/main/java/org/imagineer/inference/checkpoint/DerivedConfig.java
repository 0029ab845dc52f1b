package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The options of a network whose file brings none: sizes from the shapes of its tensors, and Stable
 * Diffusion 1.5's values for what shapes cannot tell (heads, norms, activations).
 *
 * @param file in which the tensors lie; the options are said to come from it
 * @param tensors under diffusers' names
 */
record DerivedConfig(Path file, Map<String, StoredTensor> tensors) {

  private static final int HEADS = 8;
  private static final int TEXT_HEADS = 12;
  private static final int GROUPS = 32;

  /** text_encoder/config.json. */
  ModelConfig textEncoder() {
    String embeddings = "text_model.embeddings.";
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("model_type", "clip_text_model");
    options.put("hidden_act", "quick_gelu");
    options.put("vocab_size", size(embeddings + "token_embedding.weight", 2, 0));
    options.put("hidden_size", size(embeddings + "token_embedding.weight", 2, 1));
    options.put("max_position_embeddings", size(embeddings + "position_embedding.weight", 2, 0));
    options.put("num_hidden_layers", count("text_model.encoder.layers."));
    options.put("intermediate_size", size("text_model.encoder.layers.0.mlp.fc1.weight", 2, 0));
    options.put("num_attention_heads", TEXT_HEADS);
    options.put("layer_norm_eps", 1e-5);
    return new ModelConfig(file, options);
  }

  /** unet/config.json. */
  ModelConfig unet() {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    int levels = count("down_blocks.");
    options.put("in_channels", size("conv_in.weight", 4, 1));
    options.put("out_channels", size("conv_out.weight", 4, 0));
    options.put("layers_per_block", count("down_blocks.0.resnets."));
    ArrayNode channels = options.putArray("block_out_channels");
    ArrayNode down = options.putArray("down_block_types");
    ArrayNode up = options.putArray("up_block_types");
    for (int level = 0; level < levels; level++) {
      channels.add(size("down_blocks." + level + ".resnets.0.conv2.weight", 4, 0));
      down.add(
          count("down_blocks." + level + ".attentions.") > 0
              ? "CrossAttnDownBlock2D"
              : "DownBlock2D");
      up.add(count("up_blocks." + level + ".attentions.") > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }
    String middle = "mid_block.attentions.0.";
    options.put("transformer_layers_per_block", count(middle + "transformer_blocks."));
    options.put(
        "cross_attention_dim", size(middle + "transformer_blocks.0.attn2.to_k.weight", 2, 1));
    options.put("use_linear_projection", rank(middle + "proj_in.weight") == 2);
    options.put("attention_head_dim", HEADS);
    options.put("norm_num_groups", GROUPS);
    options.put("norm_eps", 1e-5);
    options.put("act_fn", "silu");
    options.put("flip_sin_to_cos", true);
    options.put("freq_shift", 0);
    options.put("downsample_padding", 1);
    return new ModelConfig(file, options);
  }

  /** vae/config.json. */
  ModelConfig vae() {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    int levels = count("encoder.down_blocks.");
    options.put("in_channels", size("encoder.conv_in.weight", 4, 1));
    options.put("out_channels", size("decoder.conv_out.weight", 4, 0));
    options.put("latent_channels", size("decoder.conv_in.weight", 4, 1));
    options.put("layers_per_block", count("encoder.down_blocks.0.resnets."));
    ArrayNode channels = options.putArray("block_out_channels");
    ArrayNode down = options.putArray("down_block_types");
    ArrayNode up = options.putArray("up_block_types");
    for (int level = 0; level < levels; level++) {
      channels.add(size("encoder.down_blocks." + level + ".resnets.0.conv2.weight", 4, 0));
      down.add("DownEncoderBlock2D");
      up.add("UpDecoderBlock2D");
    }
    options.put("norm_num_groups", GROUPS);
    options.put("act_fn", "silu");
    return new ModelConfig(file, options);
  }

  private int rank(String name) {
    return tensor(name).shape().numDimensions();
  }

  private long size(String name, int rank, int dimension) {
    StoredTensor tensor = tensor(name);
    if (rank(name) != rank) {
      throw new CheckpointException(
          file,
          "tensor '%s' has shape %s, where %d dimensions are wanted"
              .formatted(Quoted.line(tensor.name()), tensor.shape(), rank));
    }
    return tensor.shape().get(dimension);
  }

  private StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(file, "lacks tensor '" + name + "'");
    }
    return tensor;
  }

  /** How many numbers follow a prefix: one more than the largest. */
  private int count(String prefix) {
    Pattern numbered = Pattern.compile(Pattern.quote(prefix) + "(\\d{1,4})\\..*");
    return tensors.keySet().stream()
        .map(numbered::matcher)
        .filter(found -> found.matches())
        .mapToInt(found -> Integer.parseInt(found.group(1)) + 1)
        .max()
        .orElse(0);
  }
}
