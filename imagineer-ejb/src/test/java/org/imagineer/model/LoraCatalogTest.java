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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraCatalogTest {

  @TempDir Path folder;

  private Path demo;
  private LoraCatalog loras;

  @BeforeEach
  void open() throws IOException {
    demo = folder.resolve("demo");
    Map<String, String> values =
        Map.of(
            "imagineer.home", folder.resolve("home").toString(),
            "imagineer.demo.model", folder.resolve("x/../demo").toString());
    loras = new LoraCatalog(Settings.from(name -> Optional.ofNullable(values.get(name))));
    lora("home/loras/ink/ink-v2.safetensors");
    lora("home/loras/Loose.safetensors");
    lora("demo/loras/winter/winter.safetensors");
    lora("home/outside.safetensors");
  }

  private Path lora(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  @Test
  void a_lora_goes_by_its_file_or_its_folder_in_any_case() {
    Lora ink = new Lora("ink-v2", "ink/ink-v2.safetensors", home("ink/ink-v2.safetensors"));

    assertThat(loras.named("INK-V2")).isEqualTo(ink);
    assertThat(loras.named("ink")).isEqualTo(ink);
    assertThat(loras.named("loose").name()).isEqualTo("Loose");
    assertThat(loras.named("winter").file())
        .isEqualTo(demo.resolve("loras/winter/winter.safetensors"));
    assertThatThrownBy(() -> loras.named("oil"))
        .hasMessage("Unknown LoRA 'oil'. Known: Loose, ink-v2, winter");
  }

  @Test
  void a_path_is_relative_to_the_folder_that_holds_the_lora() {
    assertThat(loras.at("ink/ink-v2.safetensors")).isEqualTo(loras.named("ink"));
    assertThat(loras.at("./Loose.safetensors")).isEqualTo(loras.named("loose"));
    assertThat(loras.at("winter/winter.safetensors")).isEqualTo(loras.named("winter"));
    assertThat(loras.at(home("Loose.safetensors").toString())).isEqualTo(loras.named("loose"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "/",
        "..",
        "ink",
        "ink/other.safetensors",
        "loose.safetensors",
        "../outside.safetensors",
        "/etc/passwd",
        "a\0b",
        "ink-v2.safetensors"
      })
  void nothing_else_is_a_path_of_a_lora(String path) {
    assertThatThrownBy(() -> loras.at(path))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid LoRA path");
  }

  @Test
  void files_of_one_name_in_several_folders_go_by_their_folders() throws IOException {
    lora("home/loras/a/weights.safetensors");
    lora("home/loras/b/weights.safetensors");

    assertThat(loras.named("b").name()).isEqualTo("b");
    assertThat(loras.at("b/weights.safetensors").file()).isEqualTo(home("b/weights.safetensors"));
    assertThat(loras.named("a").name()).isEqualTo("weights");
  }

  private Path home(String path) {
    return folder.resolve("home/loras").resolve(path);
  }
}
