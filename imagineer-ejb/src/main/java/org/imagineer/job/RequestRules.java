package org.imagineer.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.schedule.SchedulerKind;

/** Which values a {@link JobRequest} may have, and what to say of the others. */
public final class RequestRules {

  private static final int LONGEST_TEXT = 2000;
  private static final int LONGEST_OUTPUT = 200;

  /** Folders and a file name of harmless characters; none starts with a dot. */
  private static final Pattern OUTPUT =
      Pattern.compile(
          "(?:[\\p{L}\\p{N}_-][\\p{L}\\p{N} ._-]*/)*[\\p{L}\\p{N}_-][\\p{L}\\p{N} ._-]*");

  private final Map<String, String> details = new LinkedHashMap<>();

  private RequestRules() {}

  /**
   * What is wrong with a request: message by field, in the contract's order; empty if nothing is.
   *
   * @param models the names a request may ask for
   */
  public static Map<String, String> violations(JobRequest request, List<String> models) {
    return new RequestRules().check(request, models);
  }

  private Map<String, String> check(JobRequest request, List<String> models) {
    String prompt = request.prompt();
    require(prompt != null && !prompt.isEmpty(), "prompt", "Prompt is required");
    require(shorter(prompt), "prompt", "Prompt too long (max %d chars)".formatted(LONGEST_TEXT));
    range("seed", "Seed", request.seed(), 0, GenerationRequest.MAX_SEED);
    range("steps", "Steps", request.steps(), 1, 150);
    side("width", "Width", request.width());
    side("height", "Height", request.height());
    range("guidance_scale", "Guidance scale", request.guidanceScale(), 0, 30);
    require(
        shorter(request.negativePrompt()),
        "negative_prompt",
        "Negative prompt too long (max %d chars)".formatted(LONGEST_TEXT));
    require(inside(request.output()), "output", "Invalid output path");
    range("num_images", "num_images", request.numImages(), 1, 8);
    known("scheduler", request.scheduler(), schedulers());
    known("model", request.model(), models);
    range("clip_skip", "clip_skip", request.clipSkip(), 1, 4);
    return details;
  }

  private void range(String field, String label, Number value, long least, long most) {
    // Written so that NaN is out of range too.
    boolean within = value == null || value.doubleValue() >= least && value.doubleValue() <= most;
    require(within, field, "%s must be between %d and %d".formatted(label, least, most));
  }

  private void side(String field, String label, Integer pixels) {
    boolean fits = pixels == null || pixels >= 64 && pixels <= 2048 && pixels % 8 == 0;
    require(fits, field, label + " must be between 64-2048 and divisible by 8");
  }

  private void known(String field, String name, List<String> names) {
    require(
        name == null || names.contains(name),
        field,
        "Unknown %s '%s'. Known: %s".formatted(field, name, String.join(", ", names)));
  }

  private void require(boolean holds, String field, String message) {
    if (!holds) {
      details.putIfAbsent(field, message);
    }
  }

  private static boolean shorter(String text) {
    return text == null || text.codePointCount(0, text.length()) <= LONGEST_TEXT;
  }

  private static boolean inside(String output) {
    return output == null
        || output.length() <= LONGEST_OUTPUT
            && !output.contains("..")
            && OUTPUT.matcher(output).matches();
  }

  private static List<String> schedulers() {
    return List.of(SchedulerKind.values()).stream().map(SchedulerKind::id).toList();
  }
}
