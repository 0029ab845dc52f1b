package org.imagineer.inference.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A VAE that lies outside of its checkpoint. */
final class ExternalVae {

  static final String WEIGHTS = "diffusion_pytorch_model";

  private ExternalVae() {}

  /**
   * Opens a VAE.
   *
   * @param place a .safetensors file with names of either layout, the folder of a VAE in the
   *     diffusers layout, or a whole checkpoint of which only the VAE is taken
   * @param config the options of a file that has none beside it; without them sizes are taken from
   *     its shapes
   * @throws CheckpointException if there is no VAE, or it is broken
   */
  static CheckpointPart open(Path place, List<String> variants, Optional<ModelConfig> config) {
    if (Files.isRegularFile(place)) {
      return file(place, config);
    }
    for (Path folder : List.of(place, place.resolve("vae"))) {
      if (Files.isRegularFile(folder.resolve("config.json"))) {
        CheckpointPart opened = CheckpointPart.open(folder, WEIGHTS, variants);
        return checked(opened, folder);
      }
    }
    throw new CheckpointException(
        place,
        "is no VAE: give a .safetensors file, or a folder in the diffusers layout with a VAE's config.json or with a folder 'vae'");
  }

  private static CheckpointPart checked(CheckpointPart opened, Path folder) {
    String kind = opened.config().text("_class_name", "AutoencoderKL");
    if (kind.equals("AutoencoderKL")) {
      return opened;
    }
    opened.close();
    throw new CheckpointException(
        folder, "is no VAE that Imagineer runs, but of the kind " + Quoted.line(kind));
  }

  private static CheckpointPart file(Path place, Optional<ModelConfig> config) {
    PickleFile.refuseByName(place);
    Safetensors opened = Safetensors.open(place);
    try {
      Map<String, StoredTensor> tensors = tensors(opened);
      if (!tensors.containsKey("decoder.conv_in.weight")) {
        throw new CheckpointException(
            place,
            "is no VAE: it has no tensor 'decoder.conv_in.weight', with or without 'first_stage_model.'");
      }
      ModelConfig options =
          beside(place).or(() -> config).orElseGet(() -> new DerivedConfig(place, tensors).vae());
      return CheckpointPart.of(options, place, tensors, opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Files out of a diffusers folder have their options beside them. */
  private static Optional<ModelConfig> beside(Path file) {
    return Optional.of(file.resolveSibling("config.json"))
        .filter(Files::isRegularFile)
        .map(ModelConfig::read)
        .filter(options -> options.text("_class_name", "").equals("AutoencoderKL"));
  }

  private static Map<String, StoredTensor> tensors(Safetensors file) {
    Set<String> inCheckpoint = LdmTensors.below(LdmNames.VAE, file.names());
    String prefix = inCheckpoint.isEmpty() ? "" : LdmNames.VAE;
    LdmNames names = LdmNames.of(Set.of(), LdmTensors.below(prefix, file.names()));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (String stored : file.names()) {
      String name = LdmTensors.plain(stored);
      if (name.startsWith(prefix)) {
        String today = AttentionNames.today(names.vae(name.substring(prefix.length())));
        CheckpointPart.add(file.tensor(stored), today, tensors);
      }
    }
    return tensors;
  }
}
