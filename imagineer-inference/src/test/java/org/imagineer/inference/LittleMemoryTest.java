package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Drawing where memory is short: {@link LittleMemory} in a process of its own, in which
 * TensorFlow's own setting limits what it allocates, so that its real failures come.
 */
@ExtendWith(DemoModel.class)
class LittleMemoryTest {

  /** Enough for one sample of 64x64 latents but not for two, and far from enough for 2048x2048. */
  private static final int LITTLE_FOR_UNET = 90;

  /**
   * Enough for a tile of the VAE. With some other limits it is a fused convolution that finds none
   * left, and there TensorFlow 2.18 crashes rather than say so.
   */
  private static final int LITTLE_FOR_VAE = 400;

  @Test
  void what_does_not_fit_is_drawn_in_smaller_parts_or_refused_and_the_model_stays_usable()
      throws IOException, InterruptedException {
    List<String> said = new ArrayList<>(said("unet", LITTLE_FOR_UNET));
    said.addAll(said("vae", LITTLE_FOR_VAE));

    assertThat(said)
        .contains(
            "unet-one-by-one-is-the-same true",
            "unet-remembers true",
            "unet-in-halves-is-the-same true",
            "vae-falls-back-to-tiles true",
            "vae-remembers true",
            "refused There is not enough memory on cpu for 2048x2048; choose a smaller size",
            "usable-afterwards true");
    assertThat(said.stream().filter(line -> line.startsWith("warning ")))
        .hasSize(3)
        .allMatch(line -> line.contains("there is not enough memory on cpu for "))
        .anyMatch(line -> line.contains("one after the other"))
        .anyMatch(line -> line.matches(".* from here on \\d+ at a time.*"))
        .anyMatch(line -> line.contains("in tiles"));
  }

  /**
   * @param megabytes that TensorFlow may take
   */
  private static List<String> said(String part, int megabytes)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        OtherProcess.of(LittleMemory.class, List.of(), List.of(part, DemoModel.folder().toString()))
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "TF_CPU_ALLOCATOR_USE_BFC",
                "true",
                "TF_CPU_BFC_MEM_LIMIT_IN_MB",
                String.valueOf(megabytes)));
    Process process = builder.start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(all).isZero();
    return all.lines()
        .filter(line -> line.startsWith("> "))
        .map(line -> line.substring(2))
        .toList();
  }
}
