package org.imagineer.inference;

import java.util.function.Function;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.schedule.Latents;

/**
 * The VAE's networks on whole pictures or on overlapping tiles, whose results are put together by
 * {@link TileSum}.
 */
final class TiledVae {

  private static final int LARGEST_WHOLE = 1024 * 1024;

  private final LoadedModel model;
  private final ModelDescription.Sizes sizes;
  private final VaeTiling tiling;
  private final Runnable beforeTile;

  /**
   * @param beforeTile called before each tile, or the whole; may throw to end the work
   */
  TiledVae(LoadedModel model, VaeTiling tiling, Runnable beforeTile) {
    this.model = model;
    this.tiling = tiling;
    this.beforeTile = beforeTile;
    sizes = model.model().description().sizes();
  }

  /**
   * The picture of latents.
   *
   * @param latents [1, C, h, w], already divided by the scaling factor
   * @param decoder of one tile, [1, C, t, t] to [1, 3, 8t, 8t]
   * @return [1, 3, H, W]
   */
  Planes decode(Latents latents, Function<Latents, Planes> decoder) {
    if (!inTiles(latents.height(), latents.width())) {
      beforeTile.run();
      return decoder.apply(latents);
    }
    VaeTiles rows = VaeTiles.along(latents.height());
    VaeTiles columns = VaeTiles.along(latents.width());
    TileSum sum = new TileSum(3, rows, columns, sizes.latentScale());
    for (int top : rows.starts()) {
      for (int left : columns.starts()) {
        beforeTile.run();
        Latents tile = cut(latents, top, left, rows.size(), columns.size()); // [1, C, t, t]
        sum.add(top, left, decoder.apply(tile).values()); // [1, 3, 8t, 8t]
      }
    }
    int scale = sizes.latentScale();
    return new Planes(1, 3, latents.height() * scale, latents.width() * scale, sum.mean());
  }

  /**
   * Where the latents of a picture lie.
   *
   * @param picture [1, 3, H, W] in [-1, 1], sides multiples of the latent scale
   * @return [1, C, h, w]
   */
  LoadedModel.Encoded encode(Planes picture) {
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

  /** Whether latents of this size are cut into several tiles. */
  boolean inTiles(int height, int width) {
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
