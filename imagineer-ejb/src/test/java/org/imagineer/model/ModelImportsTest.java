package org.imagineer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagineer.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportsTest {

  @TempDir Path home;

  private final List<String> converted = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();
  private Settings settings;
  private ModelCatalog catalog;

  @BeforeEach
  void start() throws IOException {
    values.put("imagineer.home", home.toString());
    values.put("imagineer.demo.model", home.resolve("bundled").toString());
    settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    catalog = new ModelCatalog(settings);
    Files.createDirectories(settings.models().resolve("import"));
  }

  private void convertNew() {
    new ModelImports(
            settings,
            catalog,
            (checkpoint, folder, overwrite) -> {
              assertThat(Files.exists(folder)).isEqualTo(overwrite);
              converted.add(checkpoint.getFileName().toString());
              Files.createDirectories(folder);
              Files.writeString(folder.resolve("unet"), "half");
              if (checkpoint.toString().contains("broken")) {
                throw new IOException("header of 'broken' is cut short");
              }
              Files.writeString(folder.resolve("model.json"), ModelJson.COMPLETE);
            })
        .convertNew();
  }

  @Test
  void the_bundled_checkpoint_and_the_imported_ones_become_models_once() throws IOException {
    Files.writeString(settings.models().resolve("import/anime.safetensors"), "");
    Files.writeString(settings.models().resolve("import/anime.vae.safetensors"), "");
    Files.createDirectory(settings.models().resolve("import/anime.config"));
    Files.createDirectory(settings.models().resolve("import/sd15"));

    convertNew();
    convertNew();

    assertThat(converted).containsExactly("checkpoint", "sd15", "anime.safetensors");
    assertThat(catalog.names()).containsExactly("anime", "demo", "sd15");
    assertThat(catalog.usableDefault()).isEqualTo("demo");
  }

  @Test
  void a_package_of_an_earlier_version_is_made_again() throws IOException {
    Files.createDirectory(settings.models().resolve("import/sd15"));
    Path old = Files.createDirectory(settings.models().resolve("sd15"));
    Files.writeString(
        old.resolve("model.json"), ModelJson.COMPLETE.replace("\"format\": 3", "\"format\": 2"));

    convertNew();
    convertNew();

    assertThat(converted).containsExactly("checkpoint", "sd15");
    assertThat(catalog.names()).containsExactly("demo", "sd15");
  }

  @Test
  void a_checkpoint_of_no_use_is_listed_with_its_reason_and_stops_nothing() throws IOException {
    Files.writeString(settings.models().resolve("import/broken.safetensors"), "");

    convertNew();

    assertThat(catalog.names()).containsExactly("demo");
    assertThat(catalog.entries())
        .filteredOn(model -> model.state() == ModelState.FAILED)
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.name()).isEqualTo("broken");
              assertThat(model.reason()).contains("header of 'broken' is cut short");
            });
  }

  @Test
  void a_package_with_an_unreadable_description_is_listed_as_failed() throws IOException {
    Path folder = Files.createDirectory(settings.models().resolve("odd"));
    Files.writeString(folder.resolve("model.json"), "{\"recommended\": ");

    assertThat(catalog.entries())
        .singleElement()
        .extracting(ModelEntry::state)
        .isEqualTo(ModelState.FAILED);
  }

  @Test
  void without_any_model_the_default_one_cannot_be_used() {
    assertThat(catalog.defaultModel()).isEqualTo("demo");
    assertThatThrownBy(catalog::usableDefault)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("'demo'");
  }
}
