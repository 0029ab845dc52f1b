package org.imagineer.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagineer.inference.savedmodel.DeviceChoice;
import org.imagineer.inference.savedmodel.PrecisionChoice;

/**
 * The server's settings; immutable. Names are MicroProfile Config's, so {@code imagineer.home} is
 * also read from the environment as {@code IMAGINEER_HOME}.
 *
 * @param mode {@code imagineer.mode}: development (default) or production
 * @param home {@code imagineer.home}: where all data lies, ./data by default; absolute
 * @param secretKey {@code secret.key}: signs what leaves the server; needed in production
 * @param demoModel {@code imagineer.demo.model}: a folder whose {@code checkpoint/}, in the
 *     diffusers layout, becomes the model "demo" when there is none
 * @param defaultModel {@code imagineer.default.model}: used where a request names no model
 * @param maxPending {@code imagineer.max.pending}: queued jobs above which no more are taken; 0 is
 *     no limit
 * @param minimumFreeBytes {@code imagineer.min.free.bytes}: free space below which the server does
 *     not count as ready
 * @param device {@code imagineer.device}: auto (default), cpu, gpu, or a list such as gpu:0,gpu:1;
 *     a lane that draws for each
 * @param precision {@code imagineer.precision}: auto (default), float32, bfloat16 or float16
 * @param batchJobs {@code imagineer.batch.jobs}: pictures that a lane draws together where their
 *     requests allow it, 1 (default, none) .. 16
 * @param generation {@code imagineer.generation.*}: steps, width, height, guidance.scale,
 *     negative.prompt, scheduler
 */
public record Settings(
    Mode mode,
    Path home,
    Optional<String> secretKey,
    Optional<Path> demoModel,
    Optional<String> defaultModel,
    int maxPending,
    long minimumFreeBytes,
    DeviceChoice device,
    PrecisionChoice precision,
    int batchJobs,
    GenerationDefaults generation) {

  private static final long MEBIBYTE = 1L << 20;

  private static final String FOLDERS = "(?:[^/\\s:'\"]+/)";
  private static final Pattern ELSEWHERE = Pattern.compile("(?<!\\S)/" + FOLDERS + "+");

  /**
   * @param lookup the value of a name, if it is set
   * @throws IllegalArgumentException naming the setting that cannot be understood
   */
  public static Settings from(Function<String, Optional<String>> lookup) {
    Values values = new Values(lookup);
    return new Settings(
        values.read("imagineer.mode", Settings::mode, Mode.DEVELOPMENT),
        values.read("imagineer.home", Path::of, Path.of("data")).toAbsolutePath().normalize(),
        values.text("secret.key"),
        values.text("imagineer.demo.model").map(Path::of),
        values.text("imagineer.default.model"),
        values.read("imagineer.max.pending", Integer::valueOf, 1000),
        values.read("imagineer.min.free.bytes", Long::valueOf, 256 * MEBIBYTE),
        values.explained("imagineer.device", DeviceChoice::parse, DeviceChoice.AUTO),
        values.explained("imagineer.precision", PrecisionChoice::parse, PrecisionChoice.AUTO),
        values.read("imagineer.batch.jobs", Settings::batchJobs, 1),
        new GenerationDefaults(
            values.read("imagineer.generation.steps", Integer::valueOf, 30),
            values.read("imagineer.generation.width", Integer::valueOf, 512),
            values.read("imagineer.generation.height", Integer::valueOf, 512),
            values.read("imagineer.generation.guidance.scale", Double::valueOf, 8.0),
            values.text("imagineer.generation.negative.prompt").orElse(""),
            values.text("imagineer.generation.scheduler").orElse("dpmpp_2m")));
  }

  /** Whether everybody who reaches the server may use it; only loopback callers may reach it. */
  public boolean development() {
    return mode == Mode.DEVELOPMENT;
  }

  /** Model packages, and {@code import/} for checkpoints that are to become some. */
  public Path models() {
    return home.resolve("models");
  }

  /** LoRA files, one folder for each or side by side. */
  public Path loras() {
    return home.resolve("loras");
  }

  /** Where LoRAs are looked for: {@link #loras}, then what comes with the demo model. */
  public List<Path> loraFolders() {
    return Stream.concat(
            Stream.of(loras()), demoFolder().map(demo -> demo.resolve("loras")).stream())
        .toList();
  }

  /** Textual inversions, which prompts call by their files' names. */
  public Path embeddings() {
    return home.resolve("embeddings");
  }

  public Path images() {
    return home.resolve("images");
  }

  public Path thumbnails() {
    return home.resolve("thumbnails");
  }

  private static int batchJobs(String text) {
    int jobs = Integer.parseInt(text);
    if (jobs < 1 || jobs > 16) {
      throw new IllegalArgumentException("between 1 and 16");
    }
    return jobs;
  }

  private static Mode mode(String text) {
    return Mode.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /**
   * A message without the places of our folders on this machine: files go by their names below
   * them.
   */
  public String withoutFolders(String message) {
    String shorter = message.replace(home + "/", "");
    return demoFolder().map(demo -> shorter.replace(demo + "/", "")).orElse(shorter);
  }

  /** A message in which files go by their names alone, wherever they lie. */
  public String fileNamesOnly(String message) {
    String shorter = withoutFoldersBelow(home, message);
    for (Path demo : demoFolder().stream().toList()) {
      shorter = withoutFoldersBelow(demo, shorter);
    }
    return ELSEWHERE.matcher(shorter).replaceAll("");
  }

  /** By its own rule, since the root's path may hold blanks. */
  private static String withoutFoldersBelow(Path root, String message) {
    return message.replaceAll(Pattern.quote(root + "/") + FOLDERS + "*", "");
  }

  private Optional<Path> demoFolder() {
    return demoModel.map(demo -> demo.toAbsolutePath().normalize());
  }
}
