package org.imagineer.inference.cli;

import java.nio.file.Path;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import picocli.CommandLine.Option;

/** The options of every command that converts a checkpoint. */
final class CheckpointArguments {

  @Option(
      names = "--variant",
      defaultValue = "",
      paramLabel = "NAME",
      description =
          "Which of several files of weights to take, such as fp16. Default: the most precise.")
  private String variant;

  @Option(
      names = "--vae",
      paramLabel = "FILE|FOLDER",
      description =
          "A VAE instead of the checkpoint's, or for a file that has none: a .safetensors file, a VAE's folder or a"
              + " checkpoint in the diffusers layout.")
  private Path vae;

  @Option(
      names = "--tokenizer",
      paramLabel = "FOLDER|MODEL",
      description =
          "The tokenizer, which single files lack: a folder with vocab.json and merges.txt, a checkpoint in the"
              + " diffusers layout, or a converted model. Default: that of the first converted model that has as many"
              + " tokens as the text encoder.")
  private String tokenizer;

  @Option(
      names = "--config",
      paramLabel = "FOLDER",
      description =
          "For single files: a folder in the diffusers layout whose configurations are taken (and its tokenizer, if it"
              + " has one); weights need not be in it. Default: sizes from the file, the rest as in Stable Diffusion 1.5.")
  private Path config;

  @Option(
      names = "--prediction-type",
      paramLabel = "TYPE",
      description =
          "What the UNet predicts: ${COMPLETION-CANDIDATES}. Default: what the configuration says, epsilon for single"
              + " files without one.")
  private CheckpointOptions.Prediction prediction;

  String variant() {
    return variant;
  }

  CheckpointOptions options(Home home) {
    CheckpointOptions options =
        CheckpointOptions.NONE.withVariant(variant).withPackages(home.models());
    if (vae != null) {
      options = options.withVae(vae);
    }
    if (tokenizer != null) {
      options = options.withTokenizer(home.packageOrFolder(tokenizer));
    }
    if (config != null) {
      options = options.withConfig(config);
    }
    return prediction == null ? options : options.withPrediction(prediction);
  }
}
