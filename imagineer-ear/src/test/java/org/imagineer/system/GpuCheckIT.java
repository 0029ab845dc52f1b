package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be known of {@code liberty/gpu-check.sh} without a GPU. */
class GpuCheckIT {

  private static final Path SCRIPT =
      Path.of(System.getProperty("imagineer.root"), "liberty", "gpu-check.sh");

  private final Path report = Launcher.freshFolder("gpu-check").resolve("report");

  @Test
  void a_dry_run_tells_every_step_and_does_none() throws Exception {
    Launcher.Result said = check("--dry-run", "--fetch-libraries", "--report", report.toString());

    assertThat(said.status()).as(said.output()).isZero();
    assertThat(said.output())
        .contains("nothing is done", "libcudnn.so.9", "cuda:12.6-9.5-1.5.11", "build")
        .contains("conformance-float32", "bench-float16", "rest", "little-memory", "every-gpu");
    assertThat(report).doesNotExist();
  }

  @Test
  void wrong_usage_has_a_status_of_its_own() throws Exception {
    assertThat(check("--dry-run", "--device", "1").status()).isEqualTo(2);
    assertThat(check("--paint").status()).isEqualTo(2);
    assertThat(check("--port").status()).isEqualTo(2);
    assertThat(check("--help").output()).contains("has not been run on a GPU yet");
  }

  @Test
  void a_gpu_that_is_not_there_is_told_apart_from_one_that_fails() throws Exception {
    Launcher.Result said = check("--device", "gpu:999", "--report", report.toString());

    assertThat(said.status()).as(said.output()).isEqualTo(3);
    assertThat(said.output()).contains("nvidia-smi");
    assertThat(report.resolve("summary.txt")).exists();
  }

  private static Launcher.Result check(String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Launcher.Result(process.waitFor(), output);
  }
}
