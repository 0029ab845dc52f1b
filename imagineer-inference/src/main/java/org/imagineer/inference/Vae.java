package org.imagineer.inference;

import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;

/**
 * Between pictures and the latents that the UNet works on, one picture at a time: whole or in
 * tiles, and again in float32 where half precision gave no picture.
 */
final class Vae {

  private static final int LARGEST_WHOLE = 1024 * 1024;

  private final LoadedModel model;
  private final ModelDescription.Sizes sizes;
  private final VaeTiling tiling;
  private final Runnable beforeTile;

  /**
   * @param beforeTile called before each tile; may throw to end the work
   */
  Vae(LoadedModel model, VaeTiling tiling, Runnable beforeTile) {
    this.model = model;
    this.tiling = tiling;
    this.beforeTile = beforeTile;
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
    Planes picture = decodeOnce(unscaled); // [1, 3, H, W]
    if (!isSound(picture) && model.decodeInFloat32()) {
      picture = decodeOnce(unscaled); // [1, 3, H, W]
    }
    NoPictureException.require(picture.values(), "the decoded picture");
    return picture;
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

  private Planes decodeOnce(Latents latents) {
    if (!inTiles(latents.height(), latents.width())) {
      beforeTile.run();
      return model.decode(latents);
    }
    VaeTiles rows = VaeTiles.along(latents.height());
    VaeTiles columns = VaeTiles.along(latents.width());
    TileSum sum = new TileSum(3, rows, columns, sizes.latentScale());
    for (int top : rows.starts()) {
      for (int left : columns.starts()) {
        beforeTile.run();
        Latents tile = cut(latents, top, left, rows.size(), columns.size()); // [1, C, t, t]
        sum.add(top, left, model.decode(tile).values()); // [1, 3, 8t, 8t]
      }
    }
    int scale = sizes.latentScale();
    return new Planes(1, 3, latents.height() * scale, latents.width() * scale, sum.mean());
  }

  /**
   * Latents of a picture: a draw from where they lie.
   *
   * @param picture [1, 3, H, W] in [-1, 1], sides multiples of the latent scale
   * @return [1, C, h, w], as the UNet has them
   */
  Latents encode(Planes picture, Noise noise) {
    LoadedModel.Encoded encoded = distribution(picture); // [1, C, h, w]
    Latents drawn = noise.next(encoded.mean()); // [1, C, h, w]
    float[] values = new float[drawn.values().length];
    for (int i = 0; i < values.length; i++) {
      float sample = encoded.mean().values()[i] + encoded.std().values()[i] * drawn.values()[i];
      values[i] = (float) sizes.scalingFactor() * sample;
    }
    NoPictureException.require(values, "the init image's latents");
    return drawn.with(values);
  }

  private LoadedModel.Encoded distribution(Planes picture) {
    int scale = sizes.latentScale();
    int height = picture.height() / scale;
    int width = picture.width() / scale;
    if (!inTiles(height, width)) {
      beforeTile.run();
      return model.encode(picture);
    }
    VaeTiles rows = VaeTiles.along(height);
    VaeTiles columns = VaeTiles.along(width);
    TileSum means = new TileSum(sizes.latentChannels(), rows, columns, 1);
    TileSum stds = new TileSum(sizes.latentChannels(), rows, columns, 1);
    for (int top : rows.starts()) {
      for (int left : columns.starts()) {
        beforeTile.run();
        LoadedModel.Encoded tile =
            model.encode(
                cut(
                    picture,
                    top * scale,
                    left * scale,
                    rows.size() * scale,
                    columns.size() * scale));
        means.add(top, left, tile.mean().values());
        stds.add(top, left, tile.std().values());
      }
    }
    Latents mean = new Latents(1, sizes.latentChannels(), height, width, means.mean());
    return new LoadedModel.Encoded(mean, mean.with(stds.mean()));
  }

  private boolean inTiles(int height, int width) {
    int pixels = height * width * sizes.latentScale() * sizes.latentScale();
    boolean wanted =
        switch (tiling) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> pixels > LARGEST_WHOLE;
        };
    return wanted && (height > VaeTiles.SIZE || width > VaeTiles.SIZE);
  }

  private static Latents cut(Latents x, int top, int left, int height, int width) {
    return new Latents(
        1,
        x.channels(),
        height,
        width,
        cut(x.values(), x.channels(), x.height(), x.width(), top, left, height, width));
  }

  private static Planes cut(Planes x, int top, int left, int height, int width) {
    return new Planes(
        1,
        x.channels(),
        height,
        width,
        cut(x.values(), x.channels(), x.height(), x.width(), top, left, height, width));
  }

  private static float[] cut(
      float[] x, int channels, int height, int width, int top, int left, int rows, int columns) {
    float[] part = new float[channels * rows * columns];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < rows; y++) {
        System.arraycopy(
            x, (c * height + top + y) * width + left, part, (c * rows + y) * columns, columns);
      }
    }
    return part;
  }
}
