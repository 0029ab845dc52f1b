package org.imagineer.inference.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraFolderTest {

  @TempDir Path home;

  private Path file(String path) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @Test
  void a_lora_goes_by_its_file_or_by_the_folder_that_holds_it_alone() throws IOException {
    Path winter = file("loras/Winter.safetensors");
    Path step = file("loras/summer/step-900.safetensors");
    LoraFolder loras = LoraFolder.at(home.resolve("loras"));
    assertThat(loras.find("winter")).isEqualTo(winter);
    assertThat(loras.find("WINTER")).isEqualTo(winter);
    assertThat(loras.find("step-900")).isEqualTo(step);
    assertThat(loras.find("Summer")).isEqualTo(step);
    assertThat(loras.names()).containsExactly("Winter", "step-900");
  }

  @Test
  void a_folder_of_several_is_no_name() throws IOException {
    file("loras/both/a.safetensors");
    file("loras/both/b.safetensors");
    assertUnknown(LoraFolder.at(home.resolve("loras")), "both", "Known: a, b");
  }

  @Test
  void the_first_folder_counts_and_files_before_folders() throws IOException {
    Path mine = file("mine/winter.safetensors");
    file("theirs/winter.safetensors");
    file("theirs/summer/winter.safetensors");
    LoraFolder loras = LoraFolder.at(home.resolve("mine"), home.resolve("theirs"));
    assertThat(loras.find("winter")).isEqualTo(mine);
    assertThat(loras.names()).containsExactly("winter");
  }

  @Test
  void new_files_are_seen_and_others_are_not() throws IOException {
    LoraFolder loras = LoraFolder.at(home.resolve("loras"), home.resolve("nowhere"));
    assertUnknown(loras, "new", "Unknown LoRA 'new'. Known: none");
    file("loras/notes.txt");
    file("loras/a/b/deep.safetensors");
    Files.createDirectory(home.resolve("loras/folder.safetensors"));
    assertThat(loras.names()).isEmpty();
    Path made = file("loras/new.safetensors");
    assertThat(loras.find("new")).isEqualTo(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../secret", "/etc/passwd", "a\0b", "winter.safetensors", ".", ".."})
  void no_path_is_made_of_a_name(String name) throws IOException {
    file("secret.safetensors");
    file("loras/winter.safetensors");
    assertUnknown(LoraFolder.at(home.resolve("loras")), name, "Known: winter");
  }

  @Test
  void folders_and_files_may_lie_elsewhere() throws IOException {
    Path winter = file("disk/winter.safetensors");
    file("disk/more/summer.safetensors");
    Files.createSymbolicLink(home.resolve("loras"), home.resolve("disk"));
    LoraFolder loras = LoraFolder.at(home.resolve("loras"));
    assertThat(loras.find("winter")).isRegularFile();
    assertThat(Files.isSameFile(loras.find("winter"), winter)).isTrue();
    assertThat(loras.names()).containsExactly("summer", "winter");
    Files.createSymbolicLink(home.resolve("disk/round"), home.resolve("disk"));
    assertThat(loras.names()).containsExactly("summer", "winter");
  }

  @Test
  void of_very_many_some_are_told() throws IOException {
    for (int i = 0; i < 30; i++) {
      file("loras/%02d.safetensors".formatted(i));
    }
    assertUnknown(LoraFolder.at(home.resolve("loras")), "x", "18, 19, ...");
  }

  private static void assertUnknown(LoraFolder loras, String name, String told) {
    assertThatThrownBy(() -> loras.find(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Unknown LoRA '" + name + "'. Known: ")
        .hasMessageEndingWith(told);
  }
}
