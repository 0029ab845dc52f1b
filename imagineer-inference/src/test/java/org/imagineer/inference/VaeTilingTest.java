package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what {@link VaeTiles} states. */
@ExtendWith({TinyModel.class, DemoModel.class})
class VaeTilingTest {

  private static final Noise NONE = like -> like.with(new float[like.values().length]);

  private static LoadedModel demo;

  @BeforeAll
  static void open() {
    demo = LoadedModel.open(ModelPackage.read(DemoModel.folder()));
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  @Test
  void a_large_picture_in_tiles_is_that_of_the_whole() {
    GenerationRequest request = DemoModel.request().withWidth(256).withHeight(160);
    BufferedImage scene = Resampling.to(DemoModel.draw(request), 1024, 640);
    Vae whole = new Vae(demo, VaeTiling.OFF, () -> {});
    Vae tiled = new Vae(demo, VaeTiling.ON, () -> {});

    Latents latents = whole.encode(Pixels.planes(scene), NONE);
    BufferedImage decoded = Pixels.of(whole.decode(latents), 0);
    BufferedImage inTiles = Pixels.of(tiled.decode(latents), 0);
    assertThat(Pictures.psnr(decoded, inTiles)).isGreaterThan(50);
    assertThat(largestSeam(decoded, inTiles)).isLessThan(1);

    BufferedImage encodedInTiles =
        Pixels.of(whole.decode(tiled.encode(Pixels.planes(scene), NONE)), 0);
    assertThat(Pictures.psnr(decoded, encodedInTiles)).isGreaterThan(50);
    assertThat(largestSeam(decoded, encodedInTiles)).isLessThan(1);
  }

  @Test
  void seams_are_not_seen_even_where_tiles_differ() {
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(TinyModel.folder()))) {
      Latents latents = new TorchNoise(5).next(new Latents(1, 4, 48, 100, new float[19200]));
      BufferedImage whole = Pixels.of(new Vae(model, VaeTiling.OFF, () -> {}).decode(latents), 0);
      BufferedImage tiled = Pixels.of(new Vae(model, VaeTiling.ON, () -> {}).decode(latents), 0);
      assertThat(Pictures.psnr(whole, tiled)).isGreaterThan(34);
      assertThat(largestSeam(whole, tiled)).isLessThan(1.5);
    }
  }

  /**
   * By how many levels one column, or row, is brighter than the one before, on the average over its
   * length, in a picture compared to another; the largest of all.
   */
  private static double largestSeam(BufferedImage picture, BufferedImage other) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    double[][] columns = new double[width][3];
    double[][] rows = new double[height][3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int level = picture.getRGB(x, y) >> 8 * c & 0xff;
          double difference = level - (other.getRGB(x, y) >> 8 * c & 0xff);
          columns[x][c] += difference / height;
          rows[y][c] += difference / width;
        }
      }
    }
    return Math.max(largestStep(columns), largestStep(rows));
  }

  private static double largestStep(double[][] lines) {
    double largest = 0;
    for (int i = 1; i < lines.length; i++) {
      for (int c = 0; c < 3; c++) {
        largest = Math.max(largest, Math.abs(lines[i][c] - lines[i - 1][c]));
      }
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 63, 64, 65, 80, 111, 112, 113, 128, 161, 256})
  void tiles_cover_a_side_and_lie_inside_it(int length) {
    VaeTiles tiles = VaeTiles.along(length);
    double[] weights = new double[length];
    for (int start : tiles.starts()) {
      assertThat(start).isBetween(0, length - tiles.size());
      for (int i = 0; i < tiles.size(); i++) {
        float weight = tiles.weight(start, i, 1);
        assertThat(weight).isPositive().isLessThanOrEqualTo(1);
        weights[start + i] += weight;
      }
    }
    assertThat(weights).doesNotContain(0);
    assertThat(tiles.starts()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(1 + length / 48);
  }

  @Test
  void tiles_that_agree_are_put_together_exactly() {
    VaeTiles rows = VaeTiles.along(70);
    VaeTiles columns = VaeTiles.along(130);
    TileSum sum = new TileSum(2, rows, columns, 2);
    int plane = rows.size() * columns.size() * 4;
    float[] tile = new float[2 * plane];
    for (int i = 0; i < plane; i++) {
      tile[i] = 0.25f;
      tile[plane + i] = -3;
    }
    for (int top : rows.starts()) {
      for (int left : columns.starts()) {
        sum.add(top, left, tile);
      }
    }
    float[] mean = sum.mean();
    assertThat(mean).hasSize(2 * 140 * 260);
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isCloseTo(i < mean.length / 2 ? 0.25f : -3, Offset.offset(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ON, 64, 64, 1",
    "ON, 65, 64, 2",
    "ON, 8, 130, 3",
    "OFF, 8, 130, 1",
    "AUTO, 8, 130, 1"
  })
  void every_tile_can_be_the_last(VaeTiling tiling, int height, int width, int tiles) {
    AtomicInteger begun = new AtomicInteger();
    Latents latents = new Latents(1, 4, height, width, new float[4 * height * width]);
    new Vae(demo, tiling, begun::incrementAndGet).decode(latents);
    assertThat(begun).hasValue(tiles);
    Runnable ending =
        () -> {
          if (begun.decrementAndGet() == 0) {
            throw new CancellationException();
          }
        };
    assertThatThrownBy(() -> new Vae(demo, tiling, ending).decode(latents))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void tiles_are_taken_by_themselves_above_1024x1024() {
    Latents larger = new Latents(1, 4, 8, 2049, new float[4 * 8 * 2049]);
    Latents largest = new Latents(1, 4, 8, 2048, new float[4 * 8 * 2048]);
    new Vae(demo, VaeTiling.AUTO, new Second()).decode(largest);
    assertThatThrownBy(() -> new Vae(demo, VaeTiling.AUTO, new Second()).decode(larger))
        .isInstanceOf(CancellationException.class);
  }

  /** Fails when it is run again. */
  private static final class Second implements Runnable {
    private boolean first = true;

    @Override
    public void run() {
      if (!first) {
        throw new CancellationException();
      }
      first = false;
    }
  }

  @Test
  void a_model_reads_and_writes_large_pictures_in_tiles() {
    GenerationRequest request =
        TinyModel.request()
            .with(
                draft ->
                    draft
                        .width(520)
                        .tiling(VaeTiling.ON)
                        .initImage(new InitImage(Pictures.colourful(520, 64), 0.7, null)));
    BufferedImage image = TinyModel.draw(request).pixels();
    assertThat(image.getWidth()).isEqualTo(520);
    assertThat(Pictures.pixels(image))
        .isEqualTo(Pictures.pixels(TinyModel.draw(request).pixels()))
        .isNotEqualTo(Pictures.pixels(TinyModel.draw(request.withTiling(VaeTiling.OFF)).pixels()));
  }
}
