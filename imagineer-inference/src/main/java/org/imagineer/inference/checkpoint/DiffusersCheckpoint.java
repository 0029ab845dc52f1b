package org.imagineer.inference.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Stable Diffusion 1.x checkpoint in the diffusers layout: model_index.json and a folder for each
 * component. Opening it checks every file's header; whether the tensors are those that the
 * configuration needs shows when a network is built.
 */
public final class DiffusersCheckpoint implements Checkpoint {

  private final Path folder;
  private final CheckpointOptions options;
  private final CheckpointPart textEncoder;
  private final CheckpointPart unet;
  private final CheckpointPart vae;

  private DiffusersCheckpoint(
      Path folder,
      CheckpointOptions options,
      CheckpointPart textEncoder,
      CheckpointPart unet,
      CheckpointPart vae) {
    this.folder = folder;
    this.options = options;
    this.textEncoder = textEncoder;
    this.unet = unet;
    this.vae = vae;
  }

  /** Opens a checkpoint as it is, full precision preferred. */
  public static DiffusersCheckpoint open(Path folder) {
    return open(folder, CheckpointOptions.NONE);
  }

  /**
   * Opens a checkpoint.
   *
   * @throws CheckpointException if it is incomplete, broken or of another architecture
   */
  public static DiffusersCheckpoint open(Path folder, CheckpointOptions options) {
    Path name = folder.toAbsolutePath().normalize();
    if (options.config().isPresent()) {
      throw new CheckpointException(
          name, "is a folder, which has its own configurations: --config is for single files");
    }
    refuseOtherArchitectures(name);
    List<CheckpointPart> opened = new ArrayList<>();
    try {
      opened.add(CheckpointPart.open(name.resolve("text_encoder"), "model", options.variants()));
      opened.add(
          CheckpointPart.open(name.resolve("unet"), ExternalVae.WEIGHTS, options.variants()));
      opened.add(vae(name.resolve("vae"), options));
      OtherModels.refuseUnequal(
          name, opened.get(0).config(), opened.get(1).config(), opened.get(2).config());
      return new DiffusersCheckpoint(name, options, opened.get(0), opened.get(1), opened.get(2));
    } catch (RuntimeException e) {
      opened.forEach(CheckpointPart::close);
      throw e;
    }
  }

  private static CheckpointPart vae(Path own, CheckpointOptions options) {
    if (options.vae().isEmpty()) {
      return CheckpointPart.open(own, ExternalVae.WEIGHTS, options.variants());
    }
    Optional<ModelConfig> config =
        Optional.of(own.resolve("config.json")).filter(Files::isRegularFile).map(ModelConfig::read);
    return ExternalVae.open(options.vae().get(), options.variants(), config);
  }

  /** Refuses by the configurations alone, before there are any weights. */
  static void refuseOtherArchitectures(Path folder) {
    ModelConfig index = ModelConfig.read(folder.resolve("model_index.json"));
    ModelConfig unet = ModelConfig.read(folder.resolve("unet").resolve("config.json"));
    int width = unet.options().path("cross_attention_dim").asInt();
    if (index.options().has("text_encoder_2")
        || unet.text("addition_embed_type", "").equals("text_time")) {
      throw OtherModels.sdxl(folder, width);
    }
    OtherModels.refuseWidth(folder, width);
  }

  /** The folder, absolute. */
  public Path folder() {
    return folder;
  }

  @Override
  public String name() {
    return folder.getFileName().toString();
  }

  @Override
  public CheckpointPart textEncoder() {
    return textEncoder;
  }

  @Override
  public CheckpointPart unet() {
    return unet;
  }

  @Override
  public CheckpointPart vae() {
    return vae;
  }

  /** scheduler/scheduler_config.json. */
  @Override
  public ModelConfig scheduler() {
    return options.applyTo(
        ModelConfig.read(folder.resolve("scheduler").resolve("scheduler_config.json")));
  }

  @Override
  public List<Path> tokenizer() {
    return options
        .tokenizer()
        .map(given -> TokenizerFolder.given(given).filesFor(textEncoder))
        .orElseGet(() -> TokenizerFolder.of(folder).filesOf(textEncoder));
  }

  @Override
  public Optional<Path> hints() {
    return Optional.of(folder);
  }

  @Override
  public List<String> ignored() {
    return Leftovers.report(
        Stream.of(textEncoder, unet, vae)
            .map(CheckpointPart::unused)
            .flatMap(List::stream)
            .toList());
  }

  @Override
  public void close() {
    textEncoder.close();
    unet.close();
    vae.close();
  }
}
