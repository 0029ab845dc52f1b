package org.imagineer.job;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.InitImage;
import org.imagineer.inference.lora.LoraCompatibility;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelCatalog;
import org.imagineer.settings.GenerationDefaults;

/** Which values a {@link JobRequest} may have, and what to say of the others. */
@Dependent
public class RequestRules {

  private static final int LONGEST_TEXT = 2000;
  private static final int LONGEST_OUTPUT = 200;
  private static final int MOST_LORAS = 8;
  private static final int MOST_STEPS_OF_LCM = 50;

  /** What a strength is when a request with an init image names none. */
  static final double USUAL_STRENGTH = 0.75;

  /** Folders and a file name of harmless characters; none starts with a dot. */
  private static final Pattern OUTPUT =
      Pattern.compile(
          "(?:[\\p{L}\\p{N}_-][\\p{L}\\p{N} ._-]*/)*[\\p{L}\\p{N}_-][\\p{L}\\p{N} ._-]*");

  private final ModelCatalog models;
  private final LoraCatalog loras;

  @Inject
  public RequestRules(ModelCatalog models, LoraCatalog loras) {
    this.models = models;
    this.loras = loras;
  }

  /**
   * What is wrong with a request: message by field; empty if nothing is.
   *
   * @param images whether a picture of this id may be used by whoever asks
   */
  public Map<String, String> violations(JobRequest request, LongPredicate images) {
    Violations found = new Violations();
    String prompt = request.prompt();
    found.require(prompt != null && !prompt.isEmpty(), "prompt", "Prompt is required");
    found.require(
        shorter(prompt), "prompt", "Prompt too long (max %d chars)".formatted(LONGEST_TEXT));
    found.range("seed", "Seed", request.seed(), 0, GenerationRequest.MAX_SEED);
    found.range("steps", "Steps", request.steps(), 1, 150);
    found.side("width", "Width", request.width());
    found.side("height", "Height", request.height());
    found.range("guidance_scale", "Guidance scale", request.guidanceScale(), 0, 30);
    found.require(
        shorter(request.negativePrompt()),
        "negative_prompt",
        "Negative prompt too long (max %d chars)".formatted(LONGEST_TEXT));
    found.require(inside(request.output()), "output", "Invalid output path");
    found.range("num_images", "num_images", request.numImages(), 1, 8);
    found.known("scheduler", request.scheduler(), schedulers());
    found.known("model", request.model(), models.names());
    found.range("clip_skip", "clip_skip", request.clipSkip(), 1, 4);
    checkLoras(request, found);
    checkSource(request, images, found);
    checkSteps(request, found);
    checkSkipping(request, found);
    return found.messages();
  }

  private void checkLoras(JobRequest request, Violations found) {
    List<LoraChoice> choices = request.loras();
    if (choices.size() > MOST_LORAS) {
      found.require(
          false, choices.get(0).field(), "At most %d LoRAs can be used".formatted(MOST_LORAS));
      return;
    }
    for (LoraChoice choice : choices) {
      found.range(choice.weightField(), "LoRA weight", choice.weight(), -2, 2);
      try {
        JobLora lora = choice.among(loras);
        found.require(
            suits(lora, RequestResolver.given(request.model(), models.defaultModel())),
            choice.field(),
            "LoRA '%s' is not compatible".formatted(lora.name()));
      } catch (IllegalArgumentException unknown) {
        found.require(false, choice.field(), unknown.getMessage());
      }
    }
  }

  private boolean suits(JobLora lora, String model) {
    OptionalInt width = models.contextWidth(model);
    return width.isEmpty()
        || LoraCompatibility.problem(loras.at(lora.path()).file(), width.getAsInt()).isEmpty();
  }

  private static void checkSource(JobRequest request, LongPredicate images, Violations found) {
    boolean initial = request.initImageId() != null;
    if (initial) {
      found.require(images.test(request.initImageId()), "init_image_id", "Unknown image");
    }
    if (request.maskImageId() != null) {
      found.require(initial, "mask_image_id", "mask_image_id requires init_image_id");
      found.require(images.test(request.maskImageId()), "mask_image_id", "Unknown image");
    }
    found.range("strength", "strength", request.strength(), 0, 1);
    found.require(
        initial || request.strength() == null, "strength", "strength requires init_image_id");
  }

  private static void checkSkipping(JobRequest request, Violations found) {
    found.range("guidance_start", "guidance_start", request.guidanceStart(), 0, 1);
    found.range("guidance_end", "guidance_end", request.guidanceEnd(), 0, 1);
    if (found.isFine("guidance_start") && found.isFine("guidance_end")) {
      found.require(
          RequestResolver.given(request.guidanceStart(), 0.0)
              < RequestResolver.given(request.guidanceEnd(), 1.0),
          request.guidanceStart() == null ? "guidance_end" : "guidance_start",
          "guidance_start must be below guidance_end");
    }
    found.range("deep_cache_interval", "deep_cache_interval", request.deepCacheInterval(), 1, 10);
    found.range("token_merging", "token_merging", request.tokenMerging(), 0, 0.75);
  }

  /** What holds for steps together with other values, whether those are given or not. */
  private void checkSteps(JobRequest request, Violations found) {
    if (!found.isFine("steps")) {
      return;
    }
    GenerationDefaults defaults =
        models.defaultsFor(RequestResolver.given(request.model(), models.defaultModel()));
    int steps = RequestResolver.given(request.steps(), defaults.steps());
    String scheduler = RequestResolver.given(request.scheduler(), defaults.scheduler());
    found.require(
        steps <= MOST_STEPS_OF_LCM || !scheduler.equals(SchedulerKind.LCM.id()),
        "steps",
        "Steps must be between 1 and %d for lcm".formatted(MOST_STEPS_OF_LCM));
    if (request.initImageId() != null && found.isFine("strength")) {
      double strength = RequestResolver.given(request.strength(), USUAL_STRENGTH);
      found.require(
          InitImage.stepsOf(steps, strength) >= 1,
          "strength",
          "strength must leave at least one step");
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
