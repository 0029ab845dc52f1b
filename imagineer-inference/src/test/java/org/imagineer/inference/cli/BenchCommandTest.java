package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The benchmark as a shell sees it. How fast anything is here is not the tests' matter. */
@ExtendWith(TinyModel.class)
class BenchCommandTest {

  private static final List<String> MEASURED =
      List.of(
          "unet_step_seconds",
          "unet_step_cpu_seconds",
          "unet_step_tflop",
          "unet_step_tflops",
          "unet_percent_of_matmul",
          "vae_decode_seconds",
          "vae_decode_cpu_seconds",
          "vae_decode_tflop",
          "vae_decode_tflops",
          "vae_decode_percent_of_matmul",
          "text_encoder_seconds",
          "text_encoder_cpu_seconds",
          "text_encoder_tflop",
          "text_encoder_tflops",
          "text_encoder_percent_of_matmul",
          "image_20_steps_seconds",
          "image_seconds",
          "load_seconds",
          "lora_switch_seconds",
          "matmul_tflops");

  /** The processor's time is told in hundredths of a second, of which there may be none. */
  private static final List<String> ROUGH =
      List.of(
          "image_20_steps_cpu_seconds",
          "image_cpu_seconds",
          "load_cpu_seconds",
          "lora_switch_cpu_seconds");

  private static final List<String> COUNTED =
      List.of(
          "width", "height", "steps", "runs", "warmup", "matmul_size", "peak_rss_bytes", "cores");
  private static final List<String> TOLD =
      List.of(
          "model",
          "device",
          "precision",
          "processor",
          "instructions",
          "tensorflow_version",
          "java_version",
          "os",
          "date");

  @TempDir Path home;
  @RegisterExtension final Console console = new Console();

  @Test
  void json_is_one_object_with_all_figures() throws IOException {
    assertThat(bench("--precision", "float32", "--steps", "3", "--runs", "1", "--json"))
        .as(console.err())
        .isZero();
    JsonNode result = new ObjectMapper().readTree(console.out());
    for (String name : MEASURED) {
      assertThat(result.path(name).isFloatingPointNumber()).as(name).isTrue();
      assertThat(result.path(name).asDouble()).as(name).isFinite().isPositive();
    }
    for (String name : ROUGH) {
      assertThat(result.path(name).isFloatingPointNumber()).as(name).isTrue();
      assertThat(result.path(name).asDouble()).as(name).isFinite().isNotNegative();
    }
    for (String name : COUNTED) {
      assertThat(result.path(name).isIntegralNumber()).as(name).isTrue();
      assertThat(result.path(name).asLong()).as(name).isPositive();
    }
    for (String name : TOLD) {
      assertThat(result.path(name).isTextual()).as(name).isTrue();
    }
    List<String> all = new ArrayList<>(List.of("random_weights"));
    all.addAll(MEASURED);
    all.addAll(ROUGH);
    all.addAll(COUNTED);
    all.addAll(TOLD);
    assertThat(result.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(all);

    assertThat(result.path("random_weights").isBoolean()).isTrue();
    assertThat(result.path("model").asText()).isEqualTo("tiny");
    assertThat(result.path("precision").asText()).isEqualTo("float32");
    assertThat(result.path("width").asInt()).isEqualTo(64);
    assertThat(result.path("height").asInt()).isEqualTo(72);
    assertThat(result.path("steps").asInt()).isEqualTo(3);
    assertThat(result.path("runs").asInt()).isEqualTo(1);
    assertThat(Instant.parse(result.path("date").asText())).isBefore(Instant.now());
    double percent =
        100 * result.path("unet_step_tflops").asDouble() / result.path("matmul_tflops").asDouble();
    assertThat(result.path("unet_percent_of_matmul").asDouble()).isEqualTo(percent);
  }

  @Test
  void a_table_is_printed_otherwise_and_what_is_going_on_goes_to_standard_error() {
    assertThat(bench("--runs", "1")).as(console.err()).isZero();
    assertThat(console.out())
        .startsWith("tiny, ")
        .contains("pictures of 64x72", "CPU s", "TFLOP/s", "% of matmul")
        .containsPattern("(?m)^UNet, one guided step( +[0-9.]+){4}$")
        .containsPattern("(?m)^picture in 20 steps( +[0-9.]+){2}$")
        .containsPattern("(?m)^most memory resident +[0-9.]+ GB$")
        .doesNotContain("random weights", "bench: ");
    assertThat(console.err())
        .containsPattern("bench: on cpu in b?float(32|16)")
        .contains("bench: UNet step: warm-up 1 of 1", "bench: picture in 20 steps: run 1 of 1");
    assertThat(home.toFile().list()).containsExactly("precision-probe.json");
  }

  @ParameterizedTest
  @CsvSource({
    "--runs, 0, 1, --runs must be between 1 and 1000",
    "--warmup, -1, 1, --warmup must be between 0 and 100",
    "--steps, 151, 1, Steps must be between 1 and 150",
    "--width, 100, 1, Width must be between 64-2048 and divisible by 8",
    "--height, 32, 1, Height must be between 64-2048 and divisible by 8",
    "--model, nothing, 1, there is no model 'nothing'",
    "--width, 2048, 1, 'bench measures pictures of up to 1024x1024 pixels, not 2048x1024'",
    "--runs, many, 2, Invalid value for option '--runs'",
    "--precision, double, 1, names no precision",
    "--colour, red, 2, --colour"
  })
  void wrong_values_are_refused_before_anything_is_measured(
      String option, String value, int status, String message) {
    String[] height = value.equals("2048") ? new String[] {"--height", "1024"} : new String[0];
    List<String> arguments = new ArrayList<>(List.of("bench", option, value));
    arguments.addAll(List.of(height));
    assertThat(run(arguments)).isEqualTo(status);
    assertThat(console.err()).contains(message).doesNotContain("\tat ", "bench: ");
    assertThat(console.out()).isEmpty();
    assertThat(home).isEmptyDirectory();
  }

  private int bench(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "bench", "--model", TinyModel.folder() + "", "--width", "64", "--height", "72"));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  private int run(List<String> arguments) {
    return Main.run(Map.of("IMAGINEER_HOME", home.toString()), arguments.toArray(String[]::new));
  }
}
