package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Stable Diffusion 1.x checkpoint in one file, with the tensor names of the original
 * implementation: how fine-tunes are shared. Such a file has no options and no tokenizer. Sizes are
 * taken from its shapes, the rest is Stable Diffusion 1.5's unless a folder of configurations is
 * given. If it holds averaged weights (EMA) beside the plain ones, the plain ones are taken.
 */
public final class SingleFileCheckpoint implements Checkpoint {

  private final Safetensors file;
  private final CheckpointOptions options;
  private final CheckpointPart textEncoder;
  private final CheckpointPart unet;
  private final CheckpointPart vae;
  private final List<String> others;
  private final int replaced;

  private SingleFileCheckpoint(
      Safetensors file, LdmTensors tensors, CheckpointOptions options, CheckpointPart vae) {
    Path path = file.file();
    this.file = file;
    this.options = options;
    this.vae = vae;
    this.others = tensors.others();
    this.replaced = options.vae().isPresent() ? tensors.vae().size() : 0;
    DerivedConfig text = new DerivedConfig(path, tensors.textEncoder());
    DerivedConfig denoiser = new DerivedConfig(path, tensors.unet());
    textEncoder =
        CheckpointPart.of(
            config("text_encoder", options).orElseGet(text::textEncoder),
            path,
            tensors.textEncoder());
    unet =
        CheckpointPart.of(config("unet", options).orElseGet(denoiser::unet), path, tensors.unet());
  }

  /**
   * Opens a checkpoint.
   *
   * @param path a .safetensors file
   * @throws CheckpointException if it is broken, incomplete, of another architecture or no
   *     checkpoint at all
   */
  public static SingleFileCheckpoint open(Path path, CheckpointOptions options) {
    Path place = path.toAbsolutePath().normalize();
    PickleFile.refuseByName(place);
    options.config().ifPresent(SingleFileCheckpoint::requireConfigurations);
    Safetensors file = Safetensors.open(place);
    CheckpointPart vae = null;
    try {
      OtherModels.refuse(file);
      LdmTensors tensors = LdmTensors.of(file);
      if (tensors.textEncoder().isEmpty()) {
        throw new CheckpointException(
            place, "has no text encoder (no tensors '" + LdmNames.TEXT_ENCODER + "*')");
      }
      vae = vae(place, tensors, options);
      SingleFileCheckpoint opened = new SingleFileCheckpoint(file, tensors, options, vae);
      OtherModels.refuseUnequal(
          place, opened.textEncoder.config(), opened.unet.config(), vae.config());
      return opened;
    } catch (RuntimeException e) {
      if (vae != null) {
        vae.close();
      }
      file.close();
      throw e;
    }
  }

  private static void requireConfigurations(Path folder) {
    if (!Files.isRegularFile(folder.resolve("unet").resolve("config.json"))) {
      throw new CheckpointException(
          folder,
          "holds no configurations: a folder in the diffusers layout has at least unet/config.json");
    }
  }

  private static CheckpointPart vae(Path file, LdmTensors tensors, CheckpointOptions options) {
    Optional<ModelConfig> config = config("vae", options);
    if (options.vae().isPresent()) {
      return ExternalVae.open(options.vae().get(), options.variants(), config);
    }
    if (tensors.vae().isEmpty()) {
      throw new CheckpointException(
          file, "has no VAE; give one with --vae, a .safetensors file or a diffusers folder");
    }
    Supplier<ModelConfig> derived = new DerivedConfig(file, tensors.vae())::vae;
    return CheckpointPart.of(config.orElseGet(derived), file, tensors.vae());
  }

  /** A component's options in the folder of configurations, if that is given and has them. */
  private static Optional<ModelConfig> config(String component, CheckpointOptions options) {
    return configFile(options, component, "config.json");
  }

  private static Optional<ModelConfig> configFile(
      CheckpointOptions options, String component, String name) {
    return options
        .config()
        .map(folder -> folder.resolve(component).resolve(name))
        .filter(Files::isRegularFile)
        .map(ModelConfig::read);
  }

  @Override
  public String name() {
    return file.file().getFileName().toString();
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

  /** As the folder of configurations says it, or else what Stable Diffusion 1.5 comes with. */
  @Override
  public ModelConfig scheduler() {
    return options.applyTo(
        configFile(options, "scheduler", "scheduler_config.json")
            .orElseGet(() -> new ModelConfig(file.file(), usualScheduler())));
  }

  private static ObjectNode usualScheduler() {
    ObjectNode usual = JsonNodeFactory.instance.objectNode();
    usual.put("_class_name", "PNDMScheduler");
    usual.put("num_train_timesteps", 1000);
    usual.put("beta_start", 0.00085);
    usual.put("beta_end", 0.012);
    usual.put("beta_schedule", "scaled_linear");
    usual.put("steps_offset", 1);
    usual.put("clip_sample", false);
    usual.put("set_alpha_to_one", false);
    usual.put("skip_prk_steps", true);
    return usual;
  }

  /**
   * {@inheritDoc} It is the one that the options name, or the one in the folder of configurations,
   * or else that of the first model package whose vocabulary has the text encoder's size.
   */
  @Override
  public List<Path> tokenizer() {
    int vocabulary = textEncoder.config().positive("vocab_size");
    return options
        .tokenizer()
        .map(TokenizerFolder::given)
        .or(() -> options.config().flatMap(TokenizerFolder::in))
        .or(() -> options.packages().flatMap(all -> TokenizerFolder.among(all, vocabulary)))
        .orElseThrow(() -> noTokenizer(vocabulary))
        .filesFor(textEncoder);
  }

  private CheckpointException noTokenizer(int vocabulary) {
    return new CheckpointException(
        file.file(),
        "has no tokenizer, as no single file has, and no converted model has one of its %d tokens; give one with --tokenizer: a folder with vocab.json and merges.txt, or a converted model"
            .formatted(vocabulary));
  }

  @Override
  public Optional<Path> hints() {
    return options.config();
  }

  @Override
  public List<String> ignored() {
    List<String> unused = new ArrayList<>(others);
    List.of(textEncoder, unet, vae).forEach(part -> unused.addAll(part.unused()));
    List<String> report = new ArrayList<>();
    if (replaced > 0) {
      report.add(replaced + " tensors of the VAE inside (another one is given)");
    }
    report.addAll(Leftovers.report(unused));
    return report;
  }

  @Override
  public void close() {
    vae.close();
    file.close();
  }
}
