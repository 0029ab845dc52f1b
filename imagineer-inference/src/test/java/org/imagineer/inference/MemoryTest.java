package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is drawn leaves no native memory behind. */
@ExtendWith(TinyModel.class)
class MemoryTest {

  private static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  @Test
  void generating_again_and_again_keeps_no_native_memory() {
    TinyModel.draw(TinyModel.request());
    long pointers = Pointer.totalCount();
    long bytes = Pointer.totalBytes();
    for (int i = 0; i < 20; i++) {
      TinyModel.draw(TinyModel.request());
    }
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
  }

  @Test
  void fifty_different_pictures_take_no_more_memory_than_ten() throws Exception {
    List<Long> resident =
        resident(
            "pictures",
            TinyModel.folder().toString(),
            TinyModel.lora("style").getParent().toString());
    assertThat(resident).hasSize(50);
    long most = Collections.max(resident.subList(0, 10));
    assertThat(resident.get(49)).isLessThan(most + most / 20);
  }

  @Test
  void opening_and_closing_again_and_again_keeps_no_native_memory() throws Exception {
    List<Long> resident = resident("openings", TinyModel.folder().toString());
    assertThat(resident).hasSize(9);
    long before = Collections.max(resident.subList(0, 4));
    // Five models left open take 240 MB.
    assertThat(resident.get(8) - before).isLessThan(60L << 20);
  }

  /** Runs {@link MemoryMeasurement}. */
  private static List<Long> resident(String... arguments) throws IOException, InterruptedException {
    Process process =
        OtherProcess.of(MemoryMeasurement.class, HEAP, List.of(arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines()
        .filter(line -> line.matches("resident \\d+"))
        .map(line -> Long.valueOf(line.substring("resident ".length())))
        .toList();
  }
}
