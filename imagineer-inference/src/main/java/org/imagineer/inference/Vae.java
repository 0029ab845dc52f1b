package org.imagineer.inference;

import java.util.function.Function;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;

/**
 * Between pictures and the latents that the UNet works on, one picture at a time; again in float32
 * where half precision gave no picture, and in tiles where memory is short.
 */
final class Vae {

  private static final System.Logger LOG = System.getLogger(Vae.class.getName());

  private final LoadedModel model;
  private final ModelDescription.Sizes sizes;
  private final TiledVae inTiles;
  private TiledVae networks;

  /**
   * @param beforeTile called before each tile, or the whole; may throw to end the work
   */
  Vae(LoadedModel model, VaeTiling tiling, Runnable beforeTile) {
    this.model = model;
    networks = new TiledVae(model, tiling, beforeTile);
    inTiles = new TiledVae(model, VaeTiling.ON, beforeTile);
    sizes = model.model().description().sizes();
  }

  /**
   * The picture of latents.
   *
   * @param latents [1, C, h, w], as the UNet has them
   * @return [1, 3, H, W], about [-1, 1]
   * @throws NoPictureException if there are values that are no numbers, in float32 too
   */
  Planes decode(Latents latents) {
    NoPictureException.require(latents.values(), "the latents");
    Latents unscaled = latents.times(1 / sizes.scalingFactor()); // [1, C, h, w]
    Planes picture = decode(unscaled, model::decode); // [1, 3, H, W]
    if (!isSound(picture) && model.precision() != Precision.FLOAT32) {
      picture = decode(unscaled, model::decodeInFloat32); // [1, 3, H, W]
    }
    NoPictureException.require(picture.values(), "the decoded picture");
    return picture;
  }

  private Planes decode(Latents unscaled, Function<Latents, Planes> decoder) {
    return thriftily(
        unscaled.height(), unscaled.width(), vae -> vae.decode(unscaled, decoder)); // [1, 3, H, W]
  }

  /**
   * In tiles where the whole does not fit, and from then on.
   *
   * @param height of the latents
   * @param width of the latents
   */
  private <T> T thriftily(int height, int width, Function<TiledVae, T> work) {
    try {
      return work.apply(networks);
    } catch (OutOfDeviceMemoryException e) {
      if (networks.inTiles(height, width) || !inTiles.inTiles(height, width)) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} for the VAE on {1}x{2} latents at once: from here on in tiles, which differ a little",
          e.getMessage(),
          width,
          height);
      networks = inTiles;
      return work.apply(networks);
    }
  }

  /** Neither black all over nor with values that are no numbers. */
  private static boolean isSound(Planes picture) {
    float brightest = Float.NEGATIVE_INFINITY;
    for (float value : picture.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
      brightest = Math.max(brightest, value);
    }
    return Pixels.level(brightest) > 0;
  }

  /**
   * Latents of a picture: a draw from where they lie.
   *
   * @param picture [1, 3, H, W] in [-1, 1], sides multiples of the latent scale
   * @return [1, C, h, w], as the UNet has them
   */
  Latents encode(Planes picture, Noise noise) {
    int scale = sizes.latentScale();
    LoadedModel.Encoded encoded =
        thriftily(
            picture.height() / scale,
            picture.width() / scale,
            vae -> vae.encode(picture)); // [1, C, h, w]
    Latents drawn = noise.next(encoded.mean()); // [1, C, h, w]
    float[] values = new float[drawn.values().length];
    for (int i = 0; i < values.length; i++) {
      float sample = encoded.mean().values()[i] + encoded.std().values()[i] * drawn.values()[i];
      values[i] = (float) sizes.scalingFactor() * sample;
    }
    NoPictureException.require(values, "the init image's latents");
    return drawn.with(values);
  }
}
