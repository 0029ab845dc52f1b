package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a checkpoint does not say itself, or what is to be taken instead of what it says.
 *
 * @param variant of the weights' files to take where there is one, such as {@code fp16}; empty for
 *     the most precise
 * @param vae a VAE instead of the checkpoint's: a .safetensors file, or a folder with one in the
 *     diffusers layout
 * @param tokenizer a folder with a tokenizer, or one with a folder {@code tokenizer}: a checkpoint
 *     or a model package
 * @param config a folder in the diffusers layout whose configurations a single file takes
 * @param prediction what the UNet predicts, if not what the scheduler's options say
 * @param packages a folder of model packages, where a single file without a tokenizer finds one
 */
public record CheckpointOptions(
    String variant,
    Optional<Path> vae,
    Optional<Path> tokenizer,
    Optional<Path> config,
    Optional<Prediction> prediction,
    Optional<Path> packages) {

  /** Nothing but the checkpoint itself, full precision preferred. */
  public static final CheckpointOptions NONE =
      new CheckpointOptions(
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final List<String> VARIANTS = List.of("", "fp32", "fp16", "bf16");

  /** What a UNet may predict: the noise, or the velocity (Salimans and Ho 2022). */
  public enum Prediction {
    EPSILON,
    V_PREDICTION;

    /** As a scheduler's options write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CheckpointOptions withVariant(String name) {
    return new CheckpointOptions(name, vae, tokenizer, config, prediction, packages);
  }

  public CheckpointOptions withVae(Path place) {
    return new CheckpointOptions(
        variant, Optional.of(place), tokenizer, config, prediction, packages);
  }

  public CheckpointOptions withTokenizer(Path folder) {
    return new CheckpointOptions(variant, vae, Optional.of(folder), config, prediction, packages);
  }

  public CheckpointOptions withConfig(Path folder) {
    return new CheckpointOptions(
        variant, vae, tokenizer, Optional.of(folder), prediction, packages);
  }

  public CheckpointOptions withPrediction(Prediction predicted) {
    return new CheckpointOptions(variant, vae, tokenizer, config, Optional.of(predicted), packages);
  }

  public CheckpointOptions withPackages(Path folder) {
    return new CheckpointOptions(variant, vae, tokenizer, config, prediction, Optional.of(folder));
  }

  /** Variants of weights in order of preference, "" being the plain ones. */
  List<String> variants() {
    return variants(variant);
  }

  static List<String> variants(String preferred) {
    return preferred.isEmpty()
        ? VARIANTS
        : Stream.concat(Stream.of(preferred), VARIANTS.stream()).distinct().toList();
  }

  /** The scheduler's options with the prediction that is asked for. */
  ModelConfig applyTo(ModelConfig scheduler) {
    if (prediction.isEmpty()) {
      return scheduler;
    }
    ObjectNode options = scheduler.options().deepCopy();
    options.put("prediction_type", prediction.get().toString());
    return new ModelConfig(scheduler.file(), options);
  }
}
