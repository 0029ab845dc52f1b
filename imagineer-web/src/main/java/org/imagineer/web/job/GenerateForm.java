package org.imagineer.web.job;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.imagineer.job.JobRequest;
import org.imagineer.job.JobRequestBuilder;
import org.imagineer.job.RequestRules;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.FieldReader;

/**
 * The body of a generation request. Types are judged here, values by {@link RequestRules}; the
 * caller reads all of it at once, in the contract's order.
 */
final class GenerateForm {

  /** The contract's order, in which errors are told; behind it what the contract does not name. */
  private static final List<String> ORDER =
      List.of(
          "prompt",
          "seed",
          "steps",
          "width",
          "height",
          "guidance_scale",
          "negative_prompt",
          "output",
          "num_images",
          "scheduler",
          "model",
          "loras",
          "lora_paths",
          "lora_weights",
          "init_image_id",
          "mask_image_id",
          "strength",
          "clip_skip",
          "is_public",
          "album_id",
          "guidance_start",
          "guidance_end",
          "deep_cache_interval",
          "token_merging",
          "allow_batching");

  /** No picture has it. */
  private static final long NO_IMAGE = -1;

  private final FieldReader fields;

  private GenerateForm(JsonObject body) {
    this.fields = new FieldReader(body);
  }

  /**
   * The request that a body stands for.
   *
   * @param rules what is wrong with a request: message by field
   * @throws ApiException 400 with a message for every field that cannot be
   */
  static JobRequest read(JsonObject body, Function<JobRequest, Map<String, String>> rules) {
    return new GenerateForm(body).read(rules);
  }

  private JobRequest read(Function<JobRequest, Map<String, String>> rules) {
    JobRequest request =
        JobRequestBuilder.builder()
            .prompt(
                fields.text(
                    "prompt",
                    fields.value("prompt") instanceof JsonString
                        ? "Invalid prompt value"
                        : "Prompt is required"))
            .negativePrompt(fields.text("negative_prompt", "Invalid negative prompt value"))
            .seed(fields.integer("seed", "Invalid seed value"))
            .steps(integer("steps", "Invalid steps value"))
            .guidanceScale(fields.number("guidance_scale", "Invalid guidance scale value"))
            .width(integer("width", "Invalid width value"))
            .height(integer("height", "Invalid height value"))
            .scheduler(name("scheduler"))
            .model(name("model"))
            .numImages(integer("num_images", "num_images must be between 1 and 8"))
            .clipSkip(integer("clip_skip", "clip_skip must be between 1 and 4"))
            .isPublic(fields.flag("is_public", "is_public must be a boolean"))
            .output(fields.text("output", "Invalid output path"))
            .loras(new LoraFields(fields).read())
            .initImageId(image("init_image_id"))
            .maskImageId(image("mask_image_id"))
            .strength(fields.number("strength", "strength must be between 0 and 1"))
            .guidanceStart(
                fields.number("guidance_start", "guidance_start must be between 0 and 1"))
            .guidanceEnd(fields.number("guidance_end", "guidance_end must be between 0 and 1"))
            .deepCacheInterval(
                integer("deep_cache_interval", "deep_cache_interval must be between 1 and 10"))
            .tokenMerging(
                fields.number("token_merging", "token_merging must be between 0 and 0.75"))
            .allowBatching(fields.flag("allow_batching", "allow_batching must be a boolean"))
            .build();
    if (fields.has("album_id")) {
      fields.refuse("album_id", "Unknown album");
    }
    rules.apply(request).forEach(fields::refuse);
    if (!fields.problems().isEmpty()) {
      throw ApiException.validation(ordered(fields.problems()));
    }
    return request;
  }

  private Integer integer(String field, String message) {
    Long value = fields.integer(field, message);
    return value == null
        ? null
        : Integer.valueOf((int) Math.max(Integer.MIN_VALUE, Math.min(value, Integer.MAX_VALUE)));
  }

  /** A name that must be known; one that is no text is as unknown as any other. */
  private String name(String field) {
    JsonValue value = fields.value(field);
    return value == null || value instanceof JsonString
        ? fields.text(field, "Invalid %s value".formatted(field))
        : value.toString();
  }

  /** What is no number at all is as unknown as any other image. */
  private Long image(String field) {
    Long id = fields.integer(field, "Unknown image");
    return id == null && fields.has(field) ? Long.valueOf(NO_IMAGE) : id;
  }

  private static Map<String, String> ordered(Map<String, String> problems) {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String field : ORDER) {
      if (problems.containsKey(field)) {
        ordered.put(field, problems.get(field));
      }
    }
    return ordered;
  }
}
