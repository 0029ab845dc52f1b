package org.imagineer.inference.savedmodel;

import java.util.List;
import org.imagineer.inference.network.Extent;
import org.imagineer.inference.schedule.Latents;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Passes through the two halves of a model's VAE. */
record PicturePass(LoadedNetworks networks, ModelDescription.Sizes sizes) {

  /** See {@link LoadedModel#decode}. */
  Planes decode(Latents latents) {
    return decode(networks.get(NetworkName.VAE_DECODER), latents);
  }

  /** See {@link LoadedModel#decodeInFloat32}. */
  Planes decodeInFloat32(Latents latents) {
    return decode(networks.get(NetworkName.VAE_DECODER, Precision.FLOAT32), latents);
  }

  private Planes decode(LoadedNetwork decoder, Latents latents) {
    NativeHeap.trim(); // what denoising needed, since decoding needs the most memory
    try (TFloat32 x = FloatTensor.of(latents)) {
      float[] image =
          decoder
              .run(Extent.ofImages(latents.batch(), latents.height(), latents.width()))
              .feed("latents", x)
              .fetch("image");
      int scale = sizes.latentScale();
      int height = latents.height() * scale;
      int width = latents.width() * scale;
      int channels = image.length / (latents.batch() * height * width);
      return new Planes(latents.batch(), channels, height, width, image);
    } finally {
      NativeHeap.trim();
    }
  }

  /** See {@link LoadedModel#encode}. */
  LoadedModel.Encoded encode(Planes pictures) {
    Shape shape =
        Shape.of(pictures.batch(), pictures.channels(), pictures.height(), pictures.width());
    int height = pictures.height() / sizes.latentScale();
    int width = pictures.width() / sizes.latentScale();
    try (TFloat32 x = FloatTensor.of(shape, pictures.values())) {
      List<float[]> outputs =
          networks
              .get(NetworkName.VAE_ENCODER, Precision.FLOAT32)
              .run(Extent.ofImages(pictures.batch(), pictures.height(), pictures.width()))
              .feed("image", x)
              .fetch(List.of("mean", "std"));
      Latents mean =
          new Latents(pictures.batch(), sizes.latentChannels(), height, width, outputs.get(0));
      return new LoadedModel.Encoded(mean, mean.with(outputs.get(1)));
    }
  }
}
