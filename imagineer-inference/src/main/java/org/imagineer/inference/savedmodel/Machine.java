package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.TensorFlow;

/**
 * What decides how fast TensorFlow computes on a processor.
 *
 * @param processor its name, such as {@code AMD EPYC}
 * @param cores that this process may use
 * @param tensorflow TensorFlow's version
 * @param instructions sets of instructions for arithmetic that the processor has, by Linux' names,
 *     sorted; empty on other systems
 */
public record Machine(String processor, int cores, String tensorflow, List<String> instructions) {

  private static final Set<String> ARITHMETIC =
      Set.of(
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx_vnni",
          "avx_ne_convert",
          "avx512f",
          "avx512vl",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "amx_fp16", // x86
          "asimd",
          "asimdhp",
          "bf16",
          "sve",
          "sve2",
          "svebf16",
          "sme"); // Arm

  public Machine {
    instructions = List.copyOf(instructions);
  }

  /** The machine that this runs on. */
  public static Machine here() {
    return of(processors(), Runtime.getRuntime().availableProcessors(), TensorFlow.version());
  }

  /**
   * @param processors the lines of /proc/cpuinfo, of which the first processor counts; empty where
   *     there is no such file
   */
  static Machine of(List<String> processors, int cores, String tensorflow) {
    String name = value(processors, "model name").orElse(System.getProperty("os.arch", "unknown"));
    String flags = value(processors, "flags").or(() -> value(processors, "Features")).orElse("");
    List<String> instructions =
        Arrays.stream(flags.split("\\s+")).filter(ARITHMETIC::contains).sorted().toList();
    return new Machine(name, cores, tensorflow, instructions);
  }

  private static List<String> processors() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo"));
    } catch (IOException elsewhere) {
      return List.of();
    }
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.matches(key + "\\s*:.*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
