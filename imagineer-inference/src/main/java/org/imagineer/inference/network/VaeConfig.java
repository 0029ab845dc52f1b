package org.imagineer.inference.network;

import java.util.List;
import java.util.Set;
import org.imagineer.inference.checkpoint.ModelConfig;

/**
 * The size of a VAE, from vae/config.json.
 *
 * @param channels of each level, the finest first
 * @param resnets of each level of the encoder; the decoder has one more
 */
record VaeConfig(
    int imageChannels, int latentChannels, List<Integer> channels, int resnets, int groups) {

  /** Of every norm in the VAE. */
  static final float EPS = 1e-6f;

  /** What latents are multiplied with for the UNet, where the configuration does not say. */
  private static final double DEFAULT_SCALING = 0.18215;

  private static final Set<String> KNOWN =
      Set.of(
          "act_fn",
          "block_out_channels",
          "down_block_types",
          "force_upcast",
          "in_channels",
          "latent_channels",
          "layers_per_block",
          "mid_block_add_attention",
          "norm_num_groups",
          "out_channels",
          "sample_size",
          "scaling_factor",
          "up_block_types",
          "use_post_quant_conv",
          "use_quant_conv");

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if an option asks for what is
   *     not implemented, or is missing
   */
  static VaeConfig of(ModelConfig config) {
    config.onlyKnown(KNOWN);
    config.only("act_fn", "silu", "swish");
    config.only("in_channels", "3");
    config.only("out_channels", "3");
    config.only("mid_block_add_attention", "true");
    config.only("use_quant_conv", "true");
    config.only("use_post_quant_conv", "true");
    List<Integer> channels = config.positives("block_out_channels");
    config.kinds("down_block_types", channels.size(), "DownEncoderBlock2D");
    config.kinds("up_block_types", channels.size(), "UpDecoderBlock2D");
    int groups = config.positive("norm_num_groups", 32);
    if (channels.stream().anyMatch(width -> width % groups != 0)) {
      throw config.wrong("norm_num_groups", "a divisor of all block_out_channels");
    }
    return new VaeConfig(
        3,
        config.positive("latent_channels", 4),
        channels,
        config.positive("layers_per_block", 1),
        groups);
  }

  /** The factor between the VAE's latents and those that the UNet works on. */
  static double scalingFactor(ModelConfig config) {
    return config.number("scaling_factor", DEFAULT_SCALING);
  }

  int levels() {
    return channels.size();
  }

  int coarsest() {
    return channels.get(levels() - 1);
  }
}
