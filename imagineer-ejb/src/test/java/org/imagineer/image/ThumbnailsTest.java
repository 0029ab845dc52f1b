package org.imagineer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailsTest {

  @TempDir Path home;

  private Thumbnails thumbnails;
  private ImageStore store;

  @BeforeEach
  void start() {
    Map<String, String> values = Map.of("imagineer.home", home.toString());
    Settings settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    thumbnails = new Thumbnails(settings);
    store = new ImageStore(settings, Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource({"512,512,300,300", "768,512,300,200", "256,1024,75,300", "128,64,128,64"})
  void a_thumbnail_is_a_lossy_webp_within_300_pixels(int width, int height, int w, int h)
      throws IOException {
    Path thumbnail = thumbnails.of(image(width, height));

    byte[] bytes = Files.readAllBytes(thumbnail);
    assertThat(new String(bytes, 0, 16, StandardCharsets.ISO_8859_1))
        .startsWith("RIFF")
        .endsWith("WEBPVP8 ");
    BufferedImage pixels = read(thumbnail);
    assertThat(pixels.getWidth()).isEqualTo(w);
    assertThat(pixels.getHeight()).isEqualTo(h);
  }

  @Test
  void many_who_ask_at_once_get_one_whole_file() throws Exception {
    Image image = image(640, 640);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Long> ask = () -> Files.size(thumbnails.of(image));
      Set<Long> sizes = new HashSet<>();
      for (Future<Long> size : threads.invokeAll(Collections.nCopies(32, ask))) {
        sizes.add(size.get());
      }
      assertThat(sizes).hasSize(1).doesNotContain(0L);
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.list(home.resolve(image.thumbnailPath()).getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_picture_whose_file_is_gone_has_no_thumbnail() throws IOException {
    Image image = image(64, 64);
    Files.delete(store.file(image));

    assertThatThrownBy(() -> thumbnails.of(image)).isInstanceOf(NoSuchFileException.class);
  }

  private Image image(int width, int height) throws IOException {
    BufferedImage pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      pixels.setRGB(x, x % height, 0xFF8800 ^ x * 77);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(pixels, "png", png);
    return new Image(
        store.save(png.toByteArray(), 1, 0, null),
        GenerationRequest.of("p").with(draft -> draft.width(width).height(height).steps(1)),
        "demo",
        null,
        1,
        0,
        true,
        Instant.now());
  }

  private static BufferedImage read(Path webp) throws IOException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (ImageInputStream in = ImageIO.createImageInputStream(webp.toFile())) {
      reader.setInput(in);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }
}
