package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.imagineer.inference.OtherProcess;
import org.imagineer.inference.bench.RandomCheckpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is promised of Stable Diffusion 1.5's true size. Takes minutes and 7 GB of disk, so it runs
 * only when asked for: {@code ./mvnw -pl imagineer-inference verify -Pfull-size}.
 */
@Tag("full-size")
class FullSizeTest {

  private static final long PROMISED_BYTES = 6_000_000_000L;

  /** With a model in bfloat16 between two passes, Java and all but mapped files. */
  private static final long RESIDENT_BYTES = 3_000_000_000L;

  /** PSNR of pictures in bfloat16, measured against those in float32. */
  private static final double LEAST_DECIBELS = 35;

  @TempDir Path folder;

  @Test
  void stable_diffusion_1_5_converts_runs_and_takes_loras_within_the_promised_memory()
      throws Exception {
    Path checkpoint = folder.resolve("checkpoint");
    Path converted = folder.resolve("converted");
    RandomCheckpoint.writeTo(checkpoint, ConversionProgress.NONE);

    Map<String, Figures> conversion =
        measure("-Xmx512m", "convert", checkpoint.toString(), converted.toString());
    assertThat(conversion.get("convert").peakBytes()).isLessThan(PROMISED_BYTES);
    assertThat(ModelPackage.read(converted).description().parameters())
        .containsEntry("unet", 859_520_964L)
        .containsEntry("text_encoder", 123_060_480L);

    NetworkFlops flops = NetworkFlops.of(ModelPackage.read(converted), 64, 64);
    assertThat(flops.unetStep() / 1e12).isEqualTo(1.607, Offset.offset(0.001));
    assertThat(flops.vaeDecoder() / 1e12).isEqualTo(2 * 1.257, Offset.offset(0.001));

    Map<String, Figures> run = measure("-Xmx512m", "run", converted.toString());
    assertThat(run).containsKeys("load", "unet-again", "decode-again");

    Map<String, Figures> resident = measure("-Xms64m", "resident", converted.toString());
    assertThat(resident)
        .hasSize(5)
        .allSatisfy((what, each) -> assertThat(each.peakBytes()).isLessThan(RESIDENT_BYTES));

    Map<String, Figures> halves = measure("-Xmx1g", "halves", converted.toString());
    assertThat(halves.values())
        .hasSizeGreaterThan(2)
        .allSatisfy(each -> assertThat(each.value()).isGreaterThan(LEAST_DECIBELS));

    Path loras = Files.createDirectory(folder.resolve("loras"));
    Map<String, Figures> switches =
        measure("-Xmx1g", "lora", converted.toString(), loras.toString());
    assertThat(switches).containsKeys("step-without", "lora-other", "lora-none");

    Map<String, Figures> generations =
        measure("-Xmx1g", "generations", converted.toString(), loras.toString());
    assertThat(generations.get("generation-50").peakBytes())
        .isLessThan((long) (1.05 * mostOfTheFirstTen(generations)));
  }

  private static long mostOfTheFirstTen(Map<String, Figures> generations) {
    return generations.values().stream()
        .limit(10)
        .mapToLong(Figures::peakBytes)
        .max()
        .orElseThrow();
  }

  private record Figures(double value, long peakBytes) {}

  /** Runs {@link FullSizeMeasurement} in a process of its own and prints what it says. */
  private static Map<String, Figures> measure(String heap, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        OtherProcess.of(FullSizeMeasurement.class, List.of(heap), List.of(arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Figures> figures = new LinkedHashMap<>();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    for (String line : said.lines().filter(each -> each.matches("\\S+ \\S+ \\d+")).toList()) {
      String[] words = line.split(" ");
      Figures each = new Figures(Double.parseDouble(words[1]), Long.parseLong(words[2]));
      figures.put(words[0], each);
      System.out.printf("%s: %.1f, peak %.2f GB%n", words[0], each.value(), each.peakBytes() / 1e9);
    }
    return figures;
  }
}
