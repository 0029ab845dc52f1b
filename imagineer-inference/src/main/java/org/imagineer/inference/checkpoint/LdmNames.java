package org.imagineer.inference.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * From the tensor names of the original implementation (Rombach et al. 2022, CompVis
 * latent-diffusion) to those of diffusers.
 *
 * <p>The UNet numbers its blocks in one row, going down and going up, where diffusers counts levels
 * and resnets; the VAE's decoder counts its levels from the finest, where diffusers counts in the
 * order of computation. So a name can be translated only with the counts of its network at hand.
 *
 * @param resnets of each level of the UNet going down; one more going up
 * @param vaeLevels levels of the VAE's decoder
 */
record LdmNames(int resnets, int vaeLevels) {

  static final String TEXT_ENCODER = "cond_stage_model.transformer.";
  static final String UNET = "model.diffusion_model.";
  static final String VAE = "first_stage_model.";

  // Counts of four digits are more than any network has, and never overflow.
  private static final Pattern DOWNSAMPLER =
      Pattern.compile("input_blocks\\.(\\d{1,4})\\.0\\.op\\.weight");
  private static final Pattern INPUT = Pattern.compile("input_blocks\\.(\\d{1,4})\\..*");
  private static final Pattern UP = Pattern.compile("decoder\\.up\\.(\\d{1,4})\\..*");

  private static final Pattern BLOCK =
      Pattern.compile("(input|output)_blocks\\.(\\d{1,4})\\.([012])\\.(.+)");
  private static final Pattern MIDDLE = Pattern.compile("middle_block\\.([012])\\.(.+)");
  private static final Pattern RESNET_LAYER =
      Pattern.compile(
          "(in_layers\\.0|in_layers\\.2|emb_layers\\.1|out_layers\\.0|out_layers\\.3|skip_connection)\\.(weight|bias)");
  private static final Map<String, String> RESNET_LAYERS =
      Map.of(
          "in_layers.0", "norm1",
          "in_layers.2", "conv1",
          "emb_layers.1", "time_emb_proj",
          "out_layers.0", "norm2",
          "out_layers.3", "conv2",
          "skip_connection", "conv_shortcut");
  private static final Map<String, String> UNET_ENDS =
      Map.of(
          "time_embed.0", "time_embedding.linear_1",
          "time_embed.2", "time_embedding.linear_2",
          "input_blocks.0.0", "conv_in",
          "out.0", "conv_norm_out",
          "out.2", "conv_out");

  private static final Pattern VAE_LEVEL =
      Pattern.compile(
          "(encoder\\.down|decoder\\.up)\\.(\\d{1,4})\\.(?:block\\.(\\d{1,4})\\.(.+)|(?:down|up)sample\\.(conv\\..+))");
  private static final Pattern VAE_MIDDLE =
      Pattern.compile("(encoder|decoder)\\.mid\\.(block_1|block_2|attn_1)\\.(.+)");
  private static final Pattern VAE_PROJECTION =
      Pattern.compile("(norm|q|k|v|proj_out)\\.(weight|bias)");
  private static final Map<String, String> VAE_PROJECTIONS =
      Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");

  /**
   * Counts what must be known of a file's networks.
   *
   * @param unet names without their prefix
   * @param vae names without their prefix
   */
  static LdmNames of(Collection<String> unet, Collection<String> vae) {
    int firstDownsampler =
        numbers(DOWNSAMPLER, unet).min().orElse(numbers(INPUT, unet).max().orElse(0) + 1);
    return new LdmNames(Math.max(1, firstDownsampler - 1), numbers(UP, vae).max().orElse(0) + 1);
  }

  private static IntStream numbers(Pattern pattern, Collection<String> names) {
    return names.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToInt(found -> Integer.parseInt(found.group(1)));
  }

  /** The name of a tensor of CLIP's text transformer; some files leave {@code text_model} out. */
  Optional<String> textEncoder(String name) {
    if (name.startsWith("text_model.")) {
      return Optional.of(name);
    }
    return name.matches("(embeddings|encoder|final_layer_norm)\\..+")
        ? Optional.of("text_model." + name)
        : Optional.empty();
  }

  /** The name of a tensor of the UNet, or nothing for one that no UNet of this kind has. */
  Optional<String> unet(String name) {
    int end = name.lastIndexOf('.');
    String named = UNET_ENDS.get(name.substring(0, Math.max(0, end)));
    if (named != null) {
      return Optional.of(named + name.substring(end));
    }
    Matcher middle = MIDDLE.matcher(name);
    if (middle.matches()) {
      int position = Integer.parseInt(middle.group(1));
      return position == 1
          ? Optional.of("mid_block.attentions.0." + middle.group(2))
          : resnet("mid_block.resnets." + position / 2, middle.group(2));
    }
    Matcher block = BLOCK.matcher(name);
    return block.matches()
        ? block(
            block.group(1).equals("input"),
            Integer.parseInt(block.group(2)),
            Integer.parseInt(block.group(3)),
            block.group(4))
        : Optional.empty();
  }

  /**
   * @param index in the row of all blocks; going down, block 0 is the first convolution
   * @param position in the block: a resnet, then the attention if there is one, then resampling
   */
  private Optional<String> block(boolean down, int index, int position, String layer) {
    int counted = down ? index - 1 : index;
    int level = Math.floorDiv(counted, resnets + 1);
    int resnet = Math.floorMod(counted, resnets + 1);
    String place = (down ? "down_blocks." : "up_blocks.") + level + ".";
    if (down && position == 0 && layer.startsWith("op.")) {
      return Optional.of(place + "downsamplers.0.conv." + layer.substring("op.".length()));
    }
    if (position == 0) {
      return resnet(place + "resnets." + resnet, layer);
    }
    if (!down && layer.startsWith("conv.")) {
      return Optional.of(place + "upsamplers.0." + layer);
    }
    return position == 1
        ? Optional.of(place + "attentions." + resnet + "." + layer)
        : Optional.empty();
  }

  private static Optional<String> resnet(String place, String layer) {
    Matcher known = RESNET_LAYER.matcher(layer);
    return known.matches()
        ? Optional.of(place + "." + RESNET_LAYERS.get(known.group(1)) + "." + known.group(2))
        : Optional.empty();
  }

  /** The name of a tensor of the VAE; those that diffusers did not rename stay as they are. */
  String vae(String name) {
    Matcher level = VAE_LEVEL.matcher(name);
    if (level.matches()) {
      return vaeLevel(level);
    }
    Matcher middle = VAE_MIDDLE.matcher(name);
    if (!middle.matches()) {
      return name.replaceFirst("^(encoder|decoder)\\.norm_out\\.", "$1.conv_norm_out.");
    }
    String place = middle.group(1) + ".mid_block.";
    return switch (middle.group(2)) {
      case "block_1" -> place + "resnets.0." + middle.group(3);
      case "block_2" -> place + "resnets.1." + middle.group(3);
      default -> place + "attentions.0." + projection(middle.group(3));
    };
  }

  private String vaeLevel(Matcher found) {
    boolean down = found.group(1).equals("encoder.down");
    int number = Integer.parseInt(found.group(2));
    String place =
        down ? "encoder.down_blocks." + number : "decoder.up_blocks." + (vaeLevels - 1 - number);
    return found.group(3) == null
        ? place + (down ? ".downsamplers.0." : ".upsamplers.0.") + found.group(5)
        : place
            + ".resnets."
            + found.group(3)
            + "."
            + found.group(4).replaceFirst("^nin_shortcut\\.", "conv_shortcut.");
  }

  private static String projection(String layer) {
    Matcher old = VAE_PROJECTION.matcher(layer);
    return old.matches() ? VAE_PROJECTIONS.get(old.group(1)) + "." + old.group(2) : layer;
  }
}
