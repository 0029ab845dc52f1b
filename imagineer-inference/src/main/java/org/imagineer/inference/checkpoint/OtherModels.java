package org.imagineer.inference.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells models apart that are no Stable Diffusion 1.x checkpoints, by the names and shapes of their
 * tensors, and refuses them by name before anything is built.
 */
final class OtherModels {

  private static final int SD2_WIDTH = 1024;
  private static final int SDXL_WIDTH = 2048;
  private static final int SDXL_REFINER_WIDTH = 1280;
  private static final long INPAINTING_CHANNELS = 9;
  private static final long EDITING_CHANNELS = 8;

  private static final String ONLY = "; Imagineer runs Stable Diffusion 1.x";
  private static final String CONV_IN = LdmNames.UNET + "input_blocks.0.0.weight";
  private static final String CONV_OUT = LdmNames.UNET + "out.2.weight";
  private static final Pattern WIDTH_OF =
      Pattern.compile(Pattern.quote(LdmNames.UNET) + ".*\\.attn2\\.to_k\\.weight");
  private static final Pattern LORA =
      Pattern.compile(
          "lora_(unet|te\\d?)_.*|.*[._](lora_(up|down|A|B|linear_layer)|lora|lokr_w\\d.*|hada_w\\d.*)(\\..*)?");
  private static final Pattern TEXTUAL_INVERSION =
      Pattern.compile("emb_params|string_to_param.*|clip_[gl]|<[^>]{1,100}>");

  private OtherModels() {}

  /** Refuses a file that is no single-file checkpoint of the right kind. */
  static void refuse(Safetensors file) {
    Path path = file.file();
    Predicate<String> has = prefix -> begins(file, prefix);
    if (has.test("conditioner.embedders.")) {
      throw checkpoint(path, "an SDXL checkpoint");
    }
    if (has.test("model.diffusion_model.joint_blocks.") || has.test("joint_blocks.")) {
      throw checkpoint(path, "a Stable Diffusion 3 checkpoint");
    }
    if (has.test("model.diffusion_model.double_blocks.") || has.test("double_blocks.")) {
      throw checkpoint(path, "a Flux checkpoint");
    }
    if (has.test("control_model.") || has.test("controlnet_") || has.test("input_hint_block.")) {
      throw part(path, "a ControlNet");
    }
    if (!plainNames(file).contains(CONV_IN)) {
      throw noCheckpoint(path, file);
    }
    if (has.test("cond_stage_model.model.")) {
      throw checkpoint(path, "a Stable Diffusion 2.x checkpoint (OpenCLIP text encoder)");
    }
    refuseWidth(path, width(file));
    refuseChannels(path, channels(file, CONV_IN, 1), channels(file, CONV_OUT, 0));
  }

  private static long channels(Safetensors file, String convolution, int dimension) {
    return file.names().stream()
        .filter(name -> LdmTensors.plain(name).equals(convolution))
        .map(name -> file.tensor(name).shape())
        .filter(shape -> shape.numDimensions() == 4)
        .mapToLong(shape -> shape.get(dimension))
        .findFirst()
        .orElse(0);
  }

  private static boolean begins(Safetensors file, String prefix) {
    return file.names().stream().map(LdmTensors::plain).anyMatch(name -> name.startsWith(prefix));
  }

  private static Set<String> plainNames(Safetensors file) {
    return LdmTensors.below("", file.names());
  }

  /** What the UNet's attention looks at; 0 if it cannot be told. */
  private static long width(Safetensors file) {
    return file.names().stream()
        .filter(name -> WIDTH_OF.matcher(LdmTensors.plain(name)).matches())
        .map(name -> file.tensor(name).shape())
        .filter(shape -> shape.numDimensions() == 2)
        .mapToLong(shape -> shape.get(1))
        .findFirst()
        .orElse(0);
  }

  private static CheckpointException noCheckpoint(Path path, Safetensors file) {
    if (plainNames(file).stream().anyMatch(name -> LORA.matcher(name).matches())) {
      return CheckpointException.otherModel(
          "file '%s' is a LoRA, not a checkpoint: it changes a model, but is none"
              .formatted(path.getFileName()));
    }
    if (file.names().stream().anyMatch(name -> TEXTUAL_INVERSION.matcher(name).matches())) {
      return part(path, "a textual inversion");
    }
    if (begins(file, LdmNames.VAE)
        || begins(file, "encoder.conv_in.")
        || begins(file, "decoder.conv_in.")) {
      return CheckpointException.otherModel(
          "file '%s' is a VAE alone, not a checkpoint; give it with --vae to one"
              .formatted(path.getFileName()));
    }
    for (Map.Entry<String, String> component :
        Map.of("down_blocks.", "UNet", "text_model.", "text encoder").entrySet()) {
      if (begins(file, component.getKey())) {
        return CheckpointException.otherModel(
            "file '%s' is the %s of a checkpoint in the diffusers layout; give the folder with model_index.json"
                .formatted(path.getFileName(), component.getValue()));
      }
    }
    return new CheckpointException(
        path,
        begins(file, "model_ema.")
            ? "holds only EMA weights (model_ema.*); a checkpoint has plain weights too"
            : "is no Stable Diffusion checkpoint: it has no tensor '" + CONV_IN + "'");
  }

  /** Refuses a model by the width of what its UNet's attention looks at. */
  static void refuseWidth(Path model, long width) {
    if (width == SDXL_WIDTH || width == SDXL_REFINER_WIDTH) {
      throw wide(model, width, "an SDXL checkpoint");
    }
    if (width == SD2_WIDTH) {
      throw wide(model, width, "a Stable Diffusion 2.x checkpoint");
    }
  }

  private static CheckpointException wide(Path model, long width, String kind) {
    return CheckpointException.otherModel(
        "model '%s' is %s (UNet cross-attention width %d)%s (768)."
            .formatted(model.getFileName(), kind, width, ONLY));
  }

  /** An SDXL checkpoint that is known by something else than its width alone. */
  static CheckpointException sdxl(Path model, long width) {
    return wide(model, width, "an SDXL checkpoint");
  }

  /** Refuses a model that is not plain text to image by what its UNet takes. */
  private static void refuseChannels(Path model, long in, long out) {
    Map<Long, String> kinds =
        Map.of(
            INPAINTING_CHANNELS, "an inpainting checkpoint",
            EDITING_CHANNELS, "an InstructPix2Pix checkpoint");
    if (kinds.containsKey(in)) {
      throw CheckpointException.otherModel(
          "model '%s' is %s (its UNet takes %d channels and gives %d); Imagineer runs plain Stable Diffusion 1.x (4 and 4)."
              .formatted(model.getFileName(), kinds.get(in), in, out));
    }
  }

  /** Refuses a model whose parts do not go together: not made for each other, or for more. */
  static void refuseUnequal(Path model, ModelConfig text, ModelConfig unet, ModelConfig vae) {
    int width = text.positive("hidden_size");
    if (unet.positive("cross_attention_dim") != width) {
      throw unet.wrong("cross_attention_dim", width + ", the text encoder's hidden_size");
    }
    int in = unet.positive("in_channels");
    int out = unet.positive("out_channels");
    refuseChannels(model, in, out);
    int latent = vae.positive("latent_channels", 4);
    if (in != latent || out != latent) {
      throw CheckpointException.otherModel(
          "model '%s' is an image-conditioned checkpoint (its UNet takes %d channels and gives %d, its VAE has %d); Imagineer runs plain Stable Diffusion 1.x."
              .formatted(model.getFileName(), in, out, latent));
    }
  }

  private static CheckpointException checkpoint(Path path, String kind) {
    return CheckpointException.otherModel(
        "model '%s' is %s%s.".formatted(path.getFileName(), kind, ONLY));
  }

  private static CheckpointException part(Path path, String kind) {
    return CheckpointException.otherModel(
        "file '%s' is %s, not a checkpoint; Imagineer does not run it"
            .formatted(path.getFileName(), kind));
  }
}
