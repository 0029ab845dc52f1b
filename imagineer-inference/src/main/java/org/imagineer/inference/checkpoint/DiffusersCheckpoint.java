package org.imagineer.inference.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Stable Diffusion 1.x checkpoint in the diffusers layout: model_index.json and a folder for each
 * component. Opening it checks every file's header; whether the tensors are those that the
 * configuration needs shows when a network is built.
 */
public final class DiffusersCheckpoint implements AutoCloseable {

  private static final List<String> VARIANTS = List.of("", "fp32", "fp16", "bf16");
  private static final int SDXL_WIDTH = 2048;

  private final Path folder;
  private final CheckpointPart textEncoder;
  private final CheckpointPart unet;
  private final CheckpointPart vae;

  private DiffusersCheckpoint(
      Path folder, CheckpointPart textEncoder, CheckpointPart unet, CheckpointPart vae) {
    this.folder = folder;
    this.textEncoder = textEncoder;
    this.unet = unet;
    this.vae = vae;
  }

  /** Opens a checkpoint, full precision preferred. */
  public static DiffusersCheckpoint open(Path folder) {
    return open(folder, "");
  }

  /**
   * Opens a checkpoint.
   *
   * @param variant of the weights to take where a component has it, such as "fp16"; "" prefers the
   *     most precise
   * @throws CheckpointException if it is incomplete, broken or of another architecture
   */
  public static DiffusersCheckpoint open(Path folder, String variant) {
    Path name = folder.toAbsolutePath().normalize();
    ModelConfig index = ModelConfig.read(name.resolve("model_index.json"));
    refuseOtherArchitectures(name, index);
    List<String> variants =
        variant.isEmpty()
            ? VARIANTS
            : Stream.concat(Stream.of(variant), VARIANTS.stream()).distinct().toList();
    CheckpointPart text = null;
    CheckpointPart unet = null;
    try {
      text = CheckpointPart.open(name.resolve("text_encoder"), "model", variants);
      unet = CheckpointPart.open(name.resolve("unet"), "diffusion_pytorch_model", variants);
      CheckpointPart vae =
          CheckpointPart.open(name.resolve("vae"), "diffusion_pytorch_model", variants);
      return new DiffusersCheckpoint(name, text, unet, vae);
    } catch (RuntimeException e) {
      closeOpened(text);
      closeOpened(unet);
      throw e;
    }
  }

  private static void closeOpened(CheckpointPart part) {
    if (part != null) {
      part.close();
    }
  }

  private static void refuseOtherArchitectures(Path folder, ModelConfig index) {
    ModelConfig unet = ModelConfig.read(folder.resolve("unet").resolve("config.json"));
    int width = unet.options().path("cross_attention_dim").asInt();
    boolean sdxl =
        width == SDXL_WIDTH
            || index.options().has("text_encoder_2")
            || unet.text("addition_embed_type", "").equals("text_time");
    if (sdxl) {
      throw CheckpointException.otherModel(
          "model '%s' is an SDXL checkpoint (UNet cross-attention width %d); Imagineer runs Stable Diffusion 1.x (768)."
              .formatted(folder.getFileName(), width));
    }
    ModelConfig text = ModelConfig.read(folder.resolve("text_encoder").resolve("config.json"));
    if (width != text.positive("hidden_size")) {
      throw unet.wrong(
          "cross_attention_dim",
          "%d, the text encoder's hidden_size".formatted(text.positive("hidden_size")));
    }
    ModelConfig vae = ModelConfig.read(folder.resolve("vae").resolve("config.json"));
    int latent = vae.positive("latent_channels", 4);
    int in = unet.positive("in_channels");
    if (in != latent || unet.positive("out_channels") != latent) {
      throw CheckpointException.otherModel(
          "model '%s' is an inpainting or image-conditioned checkpoint (its UNet takes %d channels and gives %d, its VAE has %d); Imagineer runs plain Stable Diffusion 1.x."
              .formatted(folder.getFileName(), in, unet.positive("out_channels"), latent));
    }
  }

  /** The folder, absolute. */
  public Path folder() {
    return folder;
  }

  public CheckpointPart textEncoder() {
    return textEncoder;
  }

  public CheckpointPart unet() {
    return unet;
  }

  public CheckpointPart vae() {
    return vae;
  }

  /**
   * scheduler/scheduler_config.json.
   *
   * @throws CheckpointException if there is none
   */
  public ModelConfig scheduler() {
    return ModelConfig.read(folder.resolve("scheduler").resolve("scheduler_config.json"));
  }

  /**
   * The tokenizer's files, vocab.json and merges.txt among them.
   *
   * @throws CheckpointException if one of these is missing
   */
  public List<Path> tokenizer() {
    Path tokenizer = folder.resolve("tokenizer");
    for (String needed : List.of("vocab.json", "merges.txt")) {
      if (!Files.isRegularFile(tokenizer.resolve(needed))) {
        throw new CheckpointException(tokenizer.resolve(needed), "there is no such file");
      }
    }
    return Stream.of("vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json")
        .map(tokenizer::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  @Override
  public void close() {
    textEncoder.close();
    unet.close();
    vae.close();
  }
}
