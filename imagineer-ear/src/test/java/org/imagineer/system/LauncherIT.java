package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of {@code ./imagineer} that need no server. */
class LauncherIT {

  private final Path home = Launcher.freshFolder("launcher");

  private Launcher.Result imagineer(String... arguments) {
    return Launcher.run(Map.of("IMAGINEER_HOME", home.toString()), arguments);
  }

  @Test
  void help_names_every_command() {
    Launcher.Result help = imagineer("--help");

    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains("serve", "generate", "convert", "models", "info", "bench", "IMAGINEER_HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "generate", "convert", "models", "info", "bench", "build"})
  void every_command_explains_itself(String command) {
    Launcher.Result help = imagineer(command, "--help");

    assertThat(help.status()).as(help.output()).isZero();
    assertThat(help.output()).contains("Usage: ").contains(command);
  }

  @Test
  void an_unknown_command_is_a_usage_error() {
    Launcher.Result result = imagineer("paint");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).contains("unknown command 'paint'");
  }

  @Test
  void a_flavour_of_the_build_that_is_not_known_builds_nothing() {
    Launcher.Result refused = imagineer("build", "--tpu");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("unknown option '--tpu'").doesNotContain("Building");
  }

  @Test
  void generate_draws_the_same_file_for_the_same_seed() throws IOException {
    Path first = home.resolve("first.png");
    Path again = home.resolve("again.png");

    Launcher.Result drawn = generate("--seed", "7", "-o", first.toString());
    generate("--seed", "7", "-o", again.toString());
    Launcher.Result info = imagineer("info", first.toString());

    assertThat(drawn.status()).as(drawn.output()).isZero();
    assertThat(drawn.output()).contains("s/step");
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
    assertThat(info.output()).contains("a red circle", "Steps: 3", "Seed: 7", "Model: demo");
    assertThat(imagineer("models").output()).contains("demo", "128x128");
    assertThat(imagineer("info", "demo").output()).contains("unet", "float16");
    assertThat(imagineer("bench", "--model", "demo", "--steps", "2", "--runs", "1").output())
        .contains("UNet, one guided step");
  }

  private Launcher.Result generate(String... more) {
    String[] arguments = {
      "generate", "--prompt", "a red circle on a blue background", "--model", "demo", "--steps", "3"
    };
    return imagineer(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void generate_refuses_what_it_cannot_draw_and_writes_nothing() throws IOException {
    Path picture = home.resolve("none.png");

    Launcher.Result odd = generate("--width", "511", "-o", picture.toString());
    Launcher.Result unknown =
        imagineer("generate", "--prompt", "x", "--model", "nobody", "-o", picture.toString());

    assertThat(odd.status()).isEqualTo(1);
    assertThat(odd.output()).contains("Width must be between 64-2048 and divisible by 8");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.output()).contains("there is no model 'nobody'");
    assertThat(picture).doesNotExist();
  }

  @Test
  void convert_refuses_a_file_cut_short_and_leaves_nothing_behind() throws IOException {
    Path checkpoint = home.resolve("checkpoint");
    copy(Path.of(System.getProperty("imagineer.root"), "demo-model", "checkpoint"), checkpoint);
    Path weights = checkpoint.resolve("unet/diffusion_pytorch_model.safetensors");
    try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }

    Launcher.Result refused =
        imagineer(
            "convert",
            "--from",
            checkpoint.toString(),
            "--to",
            home.resolve("models/cut").toString());

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .contains("diffusion_pytorch_model.safetensors")
        .doesNotContain("Exception");
    assertThat(home.resolve("models/cut")).doesNotExist();
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("checkpoint");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
