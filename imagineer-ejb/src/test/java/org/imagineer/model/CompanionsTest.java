package org.imagineer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompanionsTest {

  @TempDir Path folder;

  @Test
  void a_single_file_takes_the_vae_and_the_configurations_beside_it() throws IOException {
    Path file = Files.createFile(folder.resolve("anime.safetensors"));
    CheckpointOptions alone = CheckpointOptions.NONE.withPackages(folder);
    assertThat(Companions.of(file, folder)).isEqualTo(alone);

    Path vae = Files.createFile(folder.resolve("anime.vae.safetensors"));
    Path config = Files.createDirectory(folder.resolve("anime.config"));
    assertThat(Companions.of(file, folder)).isEqualTo(alone.withVae(vae).withConfig(config));
  }

  @Test
  void a_folder_takes_the_vae_only() throws IOException {
    Path checkpoint = Files.createDirectory(folder.resolve("sd15"));
    Path vae = Files.createFile(folder.resolve("sd15.vae.safetensors"));
    Files.createDirectory(folder.resolve("sd15.config"));
    assertThat(Companions.of(checkpoint, folder))
        .isEqualTo(CheckpointOptions.NONE.withPackages(folder).withVae(vae));
  }

  @Test
  void companions_are_no_models_unless_they_are_alone() throws IOException {
    Path vae = Files.createFile(folder.resolve("anime.vae.safetensors"));
    Path config = Files.createDirectory(folder.resolve("anime.config"));
    assertThat(Companions.isOne(vae)).isFalse();
    assertThat(Companions.isOne(config)).isFalse();

    Path file = Files.createFile(folder.resolve("anime.safetensors"));
    assertThat(Companions.isOne(vae)).isTrue();
    assertThat(Companions.isOne(config)).isTrue();
    assertThat(Companions.isOne(file)).isFalse();
  }
}
