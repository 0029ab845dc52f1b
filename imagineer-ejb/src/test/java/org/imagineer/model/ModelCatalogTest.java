package org.imagineer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.imagineer.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a model that several lanes load and let go. */
class ModelCatalogTest {

  @TempDir Path home;

  private ModelCatalog catalog;

  @BeforeEach
  void begin() throws IOException {
    Map<String, String> values = Map.of("imagineer.home", home.toString());
    catalog = new ModelCatalog(Settings.from(name -> Optional.ofNullable(values.get(name))));
    Path folder = Files.createDirectories(home.resolve("models/demo"));
    Files.writeString(folder.resolve("model.json"), ModelJson.COMPLETE);
  }

  private ModelEntry demo() {
    assertThat(catalog.entries()).hasSize(1);
    return catalog.entries().get(0);
  }

  @Test
  void a_model_is_loaded_as_long_as_one_lane_has_it() {
    catalog.mark("demo", ModelState.LOADING);
    assertThat(demo().state()).isEqualTo(ModelState.LOADING);
    catalog.holds(0, "demo");
    catalog.mark("demo", ModelState.LOADING);
    assertThat(demo().state()).isEqualTo(ModelState.LOADED);
    catalog.holds(1, "demo");
    catalog.letsGo(0);
    assertThat(demo().state()).isEqualTo(ModelState.LOADED);
    catalog.letsGo(1);
    assertThat(demo().state()).isEqualTo(ModelState.UNLOADED);
  }

  @Test
  void a_lane_that_cannot_load_a_model_does_not_take_it_from_another() {
    catalog.holds(0, "demo");
    catalog.failed("demo", new IllegalStateException("there is not enough memory on gpu:1"));

    assertThat(demo().state()).isEqualTo(ModelState.LOADED);
    assertThat(demo().reason()).isEmpty();
    assertThat(catalog.usableDefault()).isEqualTo("demo");

    catalog.letsGo(0);
    assertThat(demo().reason()).contains("there is not enough memory on gpu:1");
    assertThatThrownBy(catalog::usableDefault)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("gpu:1");
  }
}
