package org.imagineer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.image.PngFile;
import org.imagineer.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-30T23:30:00Z");
  private static final byte[] PNG = {1, 2, 3};

  @TempDir Path home;

  private Settings settings;
  private ImageStore store;

  @BeforeEach
  void start() {
    Map<String, String> values = Map.of("imagineer.home", home.toString());
    settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    store = new ImageStore(settings, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void a_picture_lies_under_its_month_with_its_hash() throws IOException {
    StoredFile file = store.save(PNG, 7, 1, null);

    assertThat(file.path()).matches("images/2026/11/000007-1-[0-9a-f]{8}\\.png");
    assertThat(file.thumbnailPath()).matches("thumbnails/2026/11/000007-1-[0-9a-f]{8}\\.webp");
    assertThat(home.resolve(file.path())).hasBinaryContent(PNG);
    assertThat(file.sizeBytes()).isEqualTo(3);
    assertThat(file.sha256())
        .isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
  }

  @Test
  void two_attempts_at_the_same_picture_never_share_a_file() throws IOException {
    assertThat(store.save(PNG, 7, 1, null).path()).isNotEqualTo(store.save(PNG, 7, 1, null).path());
  }

  @Test
  void a_name_that_is_asked_for_is_kept_but_overwrites_nothing() throws IOException {
    StoredFile first = store.save(PNG, 7, 0, "posters/fox.png");
    StoredFile second = store.save(new byte[] {9}, 8, 0, "posters/fox");

    assertThat(first.path()).isEqualTo("images/posters/fox.png");
    assertThat(second.path()).isEqualTo("images/posters/fox-2.png");
    assertThat(second.storageName()).isNotEqualTo(first.storageName());
    assertThat(home.resolve(first.path())).hasBinaryContent(PNG);
  }

  @Test
  void a_full_disk_leaves_nothing_half_written() {
    ImageStore full =
        new ImageStore(
            settings,
            Clock.fixed(NOW, ZoneOffset.UTC),
            (file, content) -> {
              Files.write(file, Arrays.copyOf(content, 1));
              throw new FileSystemException(file.toString(), null, "No space left on device");
            });

    assertThatThrownBy(() -> full.save(PNG, 7, 0, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");

    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_killed_server_has_left_half_written_is_swept_but_nothing_else() throws IOException {
    Path picture = home.resolve(store.save(PNG, 7, 0, null).path());
    Path orphan = Files.write(picture.resolveSibling(".writing-1"), PNG);
    Path fresh = Files.write(picture.resolveSibling(".writing-2"), PNG);
    Files.setLastModifiedTime(orphan, FileTime.from(NOW.minusSeconds(61)));
    Files.setLastModifiedTime(fresh, FileTime.from(NOW.minusSeconds(1)));
    Files.setLastModifiedTime(picture, FileTime.from(NOW.minusSeconds(9999)));

    store.sweep();

    assertThat(files()).containsExactlyInAnyOrder(picture, fresh);
  }

  @Test
  void pixels_are_read_within_bounds() throws IOException {
    assertThat(store.pixels(stored(png(4096, 2))).getWidth()).isEqualTo(4096);
    assertThatThrownBy(() -> store.pixels(stored(png(4097, 2))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4096");
    assertThatThrownBy(() -> store.pixels(stored(PNG))).isInstanceOf(IOException.class);
    Image gone = stored(PNG);
    Files.delete(store.file(gone));
    assertThatThrownBy(() -> store.pixels(gone)).isInstanceOf(NoSuchFileException.class);
  }

  private Image stored(byte[] content) throws IOException {
    StoredFile file = store.save(content, 7, 0, null);
    return new Image(file, GenerationRequest.of("a"), "demo", null, 7, 0, true, NOW);
  }

  private static byte[] png(int width, int height) {
    return PngFile.encode(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "");
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
