package org.imagineer.inference.savedmodel;

import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.network.Network;
import org.imagineer.inference.network.TextEncoder;
import org.imagineer.inference.network.UNet;
import org.imagineer.inference.network.VaeDecoder;
import org.imagineer.inference.network.VaeEncoder;

/** The four networks of a model, by the names of their folders in a package. */
enum NetworkName {
  TEXT_ENCODER("text_encoder") {
    @Override
    Network build(Checkpoint checkpoint) {
      return TextEncoder.build(checkpoint.textEncoder());
    }
  },
  UNET("unet") {
    @Override
    Network build(Checkpoint checkpoint) {
      return UNet.build(checkpoint.unet());
    }
  },
  VAE_ENCODER("vae_encoder") {
    @Override
    Network build(Checkpoint checkpoint) {
      return VaeEncoder.build(checkpoint.vae());
    }
  },
  VAE_DECODER("vae_decoder") {
    @Override
    Network build(Checkpoint checkpoint) {
      return VaeDecoder.build(checkpoint.vae());
    }
  };

  private final String folder;

  NetworkName(String folder) {
    this.folder = folder;
  }

  String folder() {
    return folder;
  }

  /** The graph of this network; the caller closes it. */
  abstract Network build(Checkpoint checkpoint);
}
