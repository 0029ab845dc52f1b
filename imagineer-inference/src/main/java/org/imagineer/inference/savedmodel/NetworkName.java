package org.imagineer.inference.savedmodel;

import java.util.function.Function;
import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.imagineer.inference.network.Blueprint;
import org.imagineer.inference.network.TextEncoder;
import org.imagineer.inference.network.UNet;
import org.imagineer.inference.network.VaeDecoder;
import org.imagineer.inference.network.VaeEncoder;

/** The four networks of a model, by the names of their folders in a package. */
enum NetworkName {
  TEXT_ENCODER("text_encoder", "text_encoder", Checkpoint::textEncoder, TextEncoder::new),
  UNET("unet", "unet", Checkpoint::unet, UNet::new),
  VAE_ENCODER("vae_encoder", "vae", Checkpoint::vae, VaeEncoder::new),
  VAE_DECODER("vae_decoder", "vae", Checkpoint::vae, VaeDecoder::new);

  private final String folder;
  private final String config;
  private final Function<Checkpoint, CheckpointPart> part;
  private final Function<ModelConfig, Blueprint> blueprint;

  NetworkName(
      String folder,
      String config,
      Function<Checkpoint, CheckpointPart> part,
      Function<ModelConfig, Blueprint> blueprint) {
    this.folder = folder;
    this.config = config;
    this.part = part;
    this.blueprint = blueprint;
  }

  String folder() {
    return folder;
  }

  /** The name under which a package keeps its configuration; encoder and decoder share one. */
  String config() {
    return config;
  }

  /** Its weights and configuration in a checkpoint. */
  CheckpointPart part(Checkpoint checkpoint) {
    return part.apply(checkpoint);
  }

  /** Its structure. */
  Blueprint blueprint(ModelConfig options) {
    return blueprint.apply(options);
  }
}
