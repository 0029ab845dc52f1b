package org.imagineer.inference.network;

import java.util.List;
import java.util.Set;
import org.imagineer.inference.checkpoint.ModelConfig;

/**
 * The size of a UNet, from unet/config.json.
 *
 * @param channels of each level, the finest first
 * @param resnets of each level going down; one more going up
 * @param heads of the attentions of each level
 * @param depths transformer blocks of each attention of a level
 * @param attentionDown whether each level attends, going down
 * @param attentionUp whether each level attends, going up: the coarsest first
 * @param timeWidth of the timestep's embedding
 * @param conditionWidth of what is added to the timestep's sinusoids, 0 if nothing is
 */
record UNetConfig(
    int latentChannels,
    List<Integer> channels,
    int resnets,
    List<Integer> heads,
    List<Integer> depths,
    List<Boolean> attentionDown,
    List<Boolean> attentionUp,
    int contextWidth,
    int groups,
    float eps,
    boolean linearProjection,
    boolean cosineFirst,
    double frequencyShift,
    int downsamplePadding,
    int timeWidth,
    int conditionWidth) {

  private static final Set<String> KNOWN =
      Set.of(
          "act_fn",
          "addition_embed_type_num_heads",
          "attention_head_dim",
          "attention_type",
          "block_out_channels",
          "conv_in_kernel",
          "conv_out_kernel",
          "cross_attention_dim",
          "down_block_types",
          "downsample_padding",
          "dropout",
          "flip_sin_to_cos",
          "freq_shift",
          "in_channels",
          "layers_per_block",
          "mid_block_scale_factor",
          "mid_block_type",
          "norm_eps",
          "norm_num_groups",
          "num_attention_heads",
          "out_channels",
          "resnet_out_scale_factor",
          "resnet_time_scale_shift",
          "sample_size",
          "time_cond_proj_dim",
          "time_embedding_type",
          "transformer_layers_per_block",
          "up_block_types",
          "upcast_attention",
          "use_linear_projection");

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if an option asks for what is
   *     not implemented, or is missing
   */
  static UNetConfig of(ModelConfig config) {
    config.onlyKnown(KNOWN);
    config.only("act_fn", "silu", "swish");
    config.only("attention_type", "default");
    config.only("conv_in_kernel", "3");
    config.only("conv_out_kernel", "3");
    config.only("downsample_padding", "0", "1");
    config.only("mid_block_scale_factor", "1", "1.0");
    config.only("mid_block_type", "UNetMidBlock2DCrossAttn");
    config.only("resnet_out_scale_factor", "1", "1.0");
    config.only("resnet_time_scale_shift", "default");
    config.only("time_embedding_type", "positional");
    List<Integer> channels = config.positives("block_out_channels");
    int levels = channels.size();
    // diffusers' attention_head_dim of this architecture has always meant the number of heads.
    String heads = config.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
    UNetConfig size =
        new UNetConfig(
            config.positive("in_channels"),
            channels,
            config.positive("layers_per_block"),
            config.positivePerLevel(heads, levels, 8),
            config.positivePerLevel("transformer_layers_per_block", levels, 1),
            attends(config, "down_block_types", levels, "CrossAttnDownBlock2D", "DownBlock2D"),
            attends(config, "up_block_types", levels, "CrossAttnUpBlock2D", "UpBlock2D"),
            config.positive("cross_attention_dim"),
            config.positive("norm_num_groups", 32),
            (float) config.number("norm_eps", 1e-5),
            config.flag("use_linear_projection", false),
            config.flag("flip_sin_to_cos", true),
            config.number("freq_shift", 0),
            config.has("downsample_padding") ? (int) config.number("downsample_padding", 1) : 1,
            4 * channels.get(0),
            conditionWidth(config));
    for (int level = 0; level < levels; level++) {
      int width = channels.get(level);
      if (width % size.groups != 0) {
        throw config.wrong("norm_num_groups", "a divisor of all block_out_channels");
      }
      if (width % size.heads.get(level) != 0) {
        throw config.wrong(heads, "a divisor of all block_out_channels");
      }
    }
    return size;
  }

  /** The width of the guidance scale's embedding, see {@link UNet}; 0 for none. */
  static int conditionWidth(ModelConfig config) {
    int width = config.positive("time_cond_proj_dim", 0);
    if (width % 2 != 0 || width == 2) {
      throw config.wrong("time_cond_proj_dim", "an even number from 4 on");
    }
    return width;
  }

  private static List<Boolean> attends(
      ModelConfig config, String option, int levels, String with, String without) {
    return config.kinds(option, levels, with, without).stream().map(with::equals).toList();
  }

  int levels() {
    return channels.size();
  }
}
