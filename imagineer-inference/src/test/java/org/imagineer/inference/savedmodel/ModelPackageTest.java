package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages that were damaged after they had been written. */
class ModelPackageTest {

  @TempDir static Path temporary;
  private static Path folder;
  private static Path description;
  private static byte[] sound;

  @BeforeAll
  static void convert() throws IOException {
    folder = temporary.resolve("tiny");
    new SavedModelConverter(ConversionProgress.NONE)
        .convert(TinyCheckpoint.original(), folder, false);
    description = folder.resolve(ModelPackage.FILE);
    sound = Files.readAllBytes(description);
  }

  @AfterEach
  void mend() throws IOException {
    Files.write(description, sound);
  }

  @Test
  void every_file_cut_by_a_byte_is_found_before_it_is_loaded() throws IOException {
    for (ModelDescription.PackageFile each : ModelPackage.read(folder).description().files()) {
      Path file = folder.resolve(each.path());
      byte[] whole = Files.readAllBytes(file);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(each.bytes() - 1);
      }
      assertRefused(file + " has " + (each.bytes() - 1) + " bytes");
      Files.write(file, whole);
    }
  }

  @Test
  void every_missing_file_is_found_before_it_is_loaded() throws IOException {
    for (ModelDescription.PackageFile each : ModelPackage.read(folder).description().files()) {
      Path file = folder.resolve(each.path());
      Path away = Files.move(file, temporary.resolve("away"));
      assertRefused(file + " is missing");
      Files.move(away, file);
    }
  }

  @Test
  void weights_of_the_right_length_but_another_content_are_refused() throws IOException {
    Path file = folder.resolve("unet/variables/variables.index");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[whole.length]);
    assertRefused(folder.resolve("unet").toString());
    Files.write(file, whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "3", "\"text\"", "{\"format\":3}", "\0"})
  void a_damaged_description_is_refused(String json) throws IOException {
    Files.writeString(description, json);
    assertUnreadable("model.json is damaged");
  }

  @Test
  void a_description_cut_anywhere_is_refused() throws IOException {
    String text = new String(sound, StandardCharsets.UTF_8);
    for (int length = 0; length < text.lastIndexOf('}'); length += 97) {
      Files.writeString(description, text.substring(0, length));
      assertUnreadable("model.json is damaged");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sizes", "source", "scheduler", "precision", "files"})
  void a_description_must_have_what_running_takes(String property) throws IOException {
    edit(json -> json.remove(property));
    assertUnreadable("model.json is damaged");
  }

  @Test
  void sizes_that_no_model_has_are_refused() throws IOException {
    edit(json -> json.withObject("/sizes").put("latent_scale", 0));
    assertUnreadable("model.json is damaged");
    mend();
    edit(json -> json.putArray("preview_factors").addArray().add(1));
    assertUnreadable("model.json is damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, -1})
  void another_format_is_refused_with_what_to_do(int format) throws IOException {
    edit(json -> json.put("format", format));
    assertUnreadable("format " + format + ", this program reads 3; convert the checkpoint again");
  }

  @Test
  void what_a_later_program_adds_is_ignored() throws IOException {
    edit(json -> json.put("colour", "blue"));
    assertThat(ModelPackage.read(folder).description().sizes().latentChannels()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/passwd", "unet/../../secret", "a\u0000b"})
  void a_description_cannot_point_out_of_its_folder(String path) throws IOException {
    Files.write(temporary.resolve("secret"), new byte[5]);
    edit(json -> json.withArray("/files").addObject().put("path", path).put("bytes", 5));
    assertRefused("model.json lists '" + path + "', which is not in it");
  }

  @Test
  void a_folder_without_a_description_is_no_package() throws IOException {
    Files.delete(description);
    assertThat(ModelPackage.isAt(folder)).isFalse();
    assertUnreadable("is not a model package");
  }

  private static void edit(Consumer<ObjectNode> change) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode node = (ObjectNode) json.readTree(sound);
    change.accept(node);
    json.writeValue(description.toFile(), node);
  }

  private static void assertUnreadable(String problem) {
    assertThatThrownBy(() -> ModelPackage.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(problem);
  }

  private static void assertRefused(String problem) {
    assertThatThrownBy(() -> LoadedModel.open(ModelPackage.read(folder)).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(problem);
  }
}
