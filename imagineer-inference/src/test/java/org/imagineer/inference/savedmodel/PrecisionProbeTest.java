package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the processor is measured, and when the answer is remembered. */
class PrecisionProbeTest {

  private static final Machine MACHINE =
      new Machine("Some CPU", 4, "2.18.0", List.of("avx512_bf16", "avx512f"));

  @TempDir Path folder;
  private int measurements;

  @Test
  void this_machine_is_measured_once() throws IOException {
    Path home = folder.resolve("home");
    Precision measured = PrecisionProbe.fastest(home);
    assertThat(measured).isIn(Precision.FLOAT32, Precision.BFLOAT16);
    byte[] file = Files.readAllBytes(home.resolve(PrecisionProbe.FILE));
    assertThat(PrecisionProbe.fastest(home)).isEqualTo(measured);
    assertThat(home.resolve(PrecisionProbe.FILE)).hasBinaryContent(file);
    assertThat(home.toFile().list()).containsExactly(PrecisionProbe.FILE);
  }

  @Test
  void an_answer_is_remembered_whatever_it_is() {
    assertThat(fastest(MACHINE, Precision.BFLOAT16)).isEqualTo(Precision.BFLOAT16);
    assertThat(fastest(MACHINE, Precision.FLOAT32)).isEqualTo(Precision.BFLOAT16);
    assertThat(measurements).isOne();
  }

  @Test
  void another_processor_or_tensorflow_is_measured_anew() {
    fastest(MACHINE, Precision.BFLOAT16);
    for (Machine other :
        List.of(
            new Machine("Other CPU", 4, "2.18.0", MACHINE.instructions()),
            new Machine("Some CPU", 8, "2.18.0", MACHINE.instructions()),
            new Machine("Some CPU", 4, "2.19.0", MACHINE.instructions()),
            new Machine("Some CPU", 4, "2.18.0", List.of("avx512f")))) {
      assertThat(fastest(other, Precision.FLOAT32)).isEqualTo(Precision.FLOAT32);
      assertThat(fastest(MACHINE, Precision.BFLOAT16)).isEqualTo(Precision.BFLOAT16);
    }
    assertThat(measurements).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "\"BFLOAT16\"",
        "{\"machine\": null, \"fastest\": \"FLOAT32\"}",
        "{\"machine\": {\"processor\": \"Some CPU\"}, \"fastest\": \"FLOAT32\"}",
        "{\"machine\": {\"processor\": \"Some CPU\", \"cores\": 4, \"tensorflow\": \"2.18.0\","
            + " \"instructions\": [\"avx512_bf16\", \"avx512f\"]}, \"fastest\": \"FLOAT64\"}",
        "{\"machine\": {\"processor\": \"Some CPU\", \"cores\": 4, \"tensorflow\": \"2.18.0\","
            + " \"instructions\": [\"avx512_bf16\", \"avx512f\"]}, \"fastest\": null}",
        "{\"machine\": {\"processor\": \"Some CPU\", \"cores\": 4, \"tensorflow\": \"2.18.0\","
            + " \"instructions\": [null, \"avx512f\"]}, \"fastest\": \"FLOAT32\"}"
      })
  void a_damaged_file_is_replaced(String damaged) throws IOException {
    Files.writeString(folder.resolve(PrecisionProbe.FILE), damaged);
    assertThat(fastest(MACHINE, Precision.BFLOAT16)).isEqualTo(Precision.BFLOAT16);
    assertThat(fastest(MACHINE, Precision.FLOAT32)).isEqualTo(Precision.BFLOAT16);
    assertThat(measurements).isOne();
  }

  @Test
  void a_folder_that_cannot_be_written_only_costs_another_measurement() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (int i = 1; i <= 2; i++) {
      assertThat(
              PrecisionProbe.fastest(
                  file.resolve("below"), MACHINE, () -> count(Precision.FLOAT32)))
          .isEqualTo(Precision.FLOAT32);
      assertThat(measurements).isEqualTo(i);
    }
  }

  @Test
  void a_machine_is_told_by_its_first_processor_and_what_it_can_calculate() {
    Machine machine =
        Machine.of(
            List.of(
                "processor\t: 0",
                "model name\t: Some CPU @ 2: fast",
                "flags\t\t: fpu avx512f sse avx512_bf16 htt",
                "model name\t: Other CPU"),
            4,
            "2.18.0");
    assertThat(machine)
        .isEqualTo(
            new Machine("Some CPU @ 2: fast", 4, "2.18.0", List.of("avx512_bf16", "avx512f")));
  }

  @Test
  void a_machine_without_such_a_list_has_its_architectures_name() {
    assertThat(Machine.of(List.of(), 4, "2.18.0"))
        .isEqualTo(new Machine(System.getProperty("os.arch"), 4, "2.18.0", List.of()));
    assertThat(Machine.of(List.of("Features\t: fp asimd bf16"), 4, "2.18.0").instructions())
        .containsExactly("asimd", "bf16");
  }

  private Precision fastest(Machine machine, Precision measured) {
    return PrecisionProbe.fastest(folder, machine, () -> count(measured));
  }

  private Precision count(Precision measured) {
    measurements++;
    return measured;
  }
}
