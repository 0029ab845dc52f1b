package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.LdmTwin;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as a shell sees it: exit status, output, errors, files. */
class MainTest {

  @TempDir Path folder;
  @RegisterExtension final Console console = new Console();

  @Test
  void help_names_the_commands() {
    assertThat(run("--help")).isZero();
    assertThat(console.out()).contains("generate", "convert", "models", "info", "bench");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "convert", "models", "info", "bench"})
  void every_command_has_help(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(console.out()).contains("Usage: imagineer " + command);
  }

  @Test
  void models_has_a_command_of_its_own() {
    assertThat(run("models", "pull", "--help")).isZero();
    assertThat(console.out()).contains("Usage: imagineer models pull", "--variant", "--vae");
    assertThat(run("models", "pull")).isEqualTo(2);
    assertThat(run("models")).isZero();
    assertThat(console.out()).contains("MODEL", "RECOMMENDED");
  }

  @Test
  void wrong_usage_is_told_apart_from_failure() {
    assertThat(run("generate", "--prompt", "a lake", "--colour", "red")).isEqualTo(2);
    assertThat(console.err()).contains("--colour");
    assertThat(run("generate")).isEqualTo(2);
    assertThat(console.err()).contains("--prompt");
    assertThat(run("paint")).isEqualTo(2);
    assertThat(run("generate", "--prompt", "a lake", "--width", "wide")).isEqualTo(2);
  }

  @Test
  void a_checkpoint_is_converted_and_draws() throws IOException {
    Path model = folder.resolve("tiny");
    Path picture = folder.resolve("out.png");
    assertThat(run("convert", "--from", TinyCheckpoint.original() + "", "--to", model + ""))
        .as(console.err())
        .isZero();
    assertThat(ModelPackage.isAt(model)).isTrue();
    assertThat(generate(model, picture, "--width", "64", "--height", "72"))
        .as(console.err())
        .isZero();
    assertThat(console.out()).contains("seed 7").containsPattern("prompt \\d/75 tokens");
    byte[] first = Files.readAllBytes(picture);

    assertThat(generate(model, picture, "--width", "64", "--height", "72")).isEqualTo(1);
    assertThat(console.err()).contains("out.png is already there; --overwrite replaces it");
    assertThat(generate(model, picture, "--width", "64", "--height", "72", "--overwrite")).isZero();
    assertThat(picture).hasBinaryContent(first);

    Path other = folder.resolve("other.png");
    assertThat(generate(model, other, "--width", "511")).isEqualTo(1);
    assertThat(console.err()).contains("Width must be between 64-2048 and divisible by 8");
    assertThat(generate(model, other, "--scheduler", "dance")).isEqualTo(1);
    assertThat(console.err()).contains("unknown scheduler 'dance'; known: dpmpp_2m");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("tiny", "out.png");
  }

  @Test
  void a_single_file_is_converted_and_what_it_has_too_much_is_told() throws IOException {
    Path file = LdmTwin.ofTiny().with("betas", 1000).write(folder.resolve("tiny.safetensors"));
    String target = folder.resolve("tiny") + "";
    String configs = TinyCheckpoint.original() + "";
    assertThat(run("convert", "--from", file + "", "--config", configs, "--to", target))
        .as(console.err())
        .isZero();
    assertThat(console.out())
        .contains("Ignored: 1 tensor of position_ids, 1 tensor of the noise schedule")
        .contains("Model package: " + target);
    assertThat(ModelPackage.read(Path.of(target)).description().scheduler().has("prediction_type"))
        .isFalse();

    String velocity = folder.resolve("velocity") + "";
    assertThat(
            run(
                "convert",
                "--from",
                TinyCheckpoint.original() + "",
                "--prediction-type",
                "v_prediction",
                "--tokenizer",
                target,
                "--vae",
                file + "",
                "--to",
                velocity))
        .as(console.err())
        .isZero();
    assertThat(
            ModelPackage.read(Path.of(velocity)).description().scheduler().path("prediction_type"))
        .hasToString("\"v_prediction\"");
  }

  @Test
  void a_pickle_is_refused_with_the_reason() throws IOException {
    Path pickle = Files.write(folder.resolve("model.ckpt"), new byte[100]);
    assertThat(run("convert", "--from", pickle + "", "--to", folder.resolve("to") + ""))
        .isEqualTo(1);
    assertThat(console.err())
        .contains("model.ckpt: Python pickles", "convert to .safetensors first");
    assertThat(folder.resolve("to")).doesNotExist();
  }

  @Test
  void an_unknown_model_is_named_with_what_to_do() {
    assertThat(generate(folder.resolve("nothing"), folder.resolve("out.png"))).isEqualTo(1);
    assertThat(console.err())
        .startsWith("imagineer: there is no model '" + folder.resolve("nothing") + "'")
        .contains("./imagineer convert")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("out.png")).doesNotExist();
  }

  @Test
  void converting_does_not_replace_what_is_there() throws IOException {
    Path target = Files.createDirectory(folder.resolve("mine"));
    assertThat(run("convert", "--from", TinyCheckpoint.original() + "", "--to", target + ""))
        .isEqualTo(1);
    assertThat(console.err()).contains(target + " is already there");
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void a_missing_checkpoint_is_named() {
    Path nothing = folder.resolve("nothing");
    assertThat(run("convert", "--from", nothing + "", "--to", folder.resolve("to") + ""))
        .isEqualTo(1);
    assertThat(console.err()).contains("nothing/model_index.json: there is no such file");
    assertThat(folder).isEmptyDirectory();
  }

  private static int generate(Path model, Path picture, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "generate",
                    "--prompt",
                    "a lake",
                    "--model",
                    model.toString(),
                    "--seed",
                    "7",
                    "--steps",
                    "2",
                    "--output",
                    picture.toString()),
                Arrays.stream(more))
            .toArray(String[]::new);
    return run(arguments);
  }

  private static int run(String... arguments) {
    return Main.run(Map.of(), arguments);
  }
}
