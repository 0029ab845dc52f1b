package org.imagineer.web.job;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.job.JobRequest;
import org.imagineer.job.RequestRules;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.FieldReader;

/**
 * The body of a generation request. Types are judged here, values by {@link RequestRules}; the
 * caller reads all of it at once, in the contract's order.
 */
final class GenerateForm {

  /** The contract's order, in which errors are told. */
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
          "album_id");

  private final FieldReader fields;
  private final List<String> models;

  private GenerateForm(JsonObject body, List<String> models) {
    this.fields = new FieldReader(body);
    this.models = models;
  }

  /**
   * The request that a body stands for.
   *
   * @param models the names a request may ask for
   * @throws ApiException 400 with a message for every field that cannot be
   */
  static JobRequest read(JsonObject body, List<String> models) {
    return new GenerateForm(body, models).read();
  }

  private JobRequest read() {
    JobRequest request =
        new JobRequest(
            fields.text(
                "prompt",
                fields.value("prompt") instanceof JsonString
                    ? "Invalid prompt value"
                    : "Prompt is required"),
            fields.text("negative_prompt", "Invalid negative prompt value"),
            fields.integer("seed", "Invalid seed value"),
            integer("steps", "Invalid steps value"),
            fields.number("guidance_scale", "Invalid guidance scale value"),
            integer("width", "Invalid width value"),
            integer("height", "Invalid height value"),
            name("scheduler"),
            name("model"),
            integer("num_images", "num_images must be between 1 and 8"),
            integer("clip_skip", "clip_skip must be between 1 and 4"),
            fields.flag("is_public", "is_public must be a boolean"),
            fields.text("output", "Invalid output path"));
    refuseLoras();
    refuseImagesAndAlbums();
    RequestRules.violations(request, models).forEach(fields::refuse);
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

  private void refuseLoras() {
    JsonValue loras = fields.value("loras");
    if (loras instanceof JsonArray list) {
      list.stream().findFirst().ifPresent(first -> fields.refuse("loras", unknownLora(first)));
    } else if (loras != null) {
      fields.refuse("loras", "Invalid loras value");
    }
    if (isGiven("lora_paths")) {
      fields.refuse("lora_paths", "Invalid LoRA path");
    } else if (isGiven("lora_weights")) {
      fields.refuse("lora_weights", "lora_weights must match lora_paths");
    }
  }

  private void refuseImagesAndAlbums() {
    boolean initial = fields.has("init_image_id");
    if (initial) {
      fields.refuse("init_image_id", "Unknown image");
    }
    if (fields.has("mask_image_id")) {
      fields.refuse(
          "mask_image_id", initial ? "Unknown image" : "mask_image_id requires init_image_id");
    }
    Double strength = fields.number("strength", "strength must be between 0 and 1");
    if (strength != null) {
      boolean within = strength >= 0 && strength <= 1;
      fields.refuse(
          "strength",
          within ? "strength requires init_image_id" : "strength must be between 0 and 1");
    }
    if (fields.has("album_id")) {
      fields.refuse("album_id", "Unknown album");
    }
  }

  /** Whether there is anything in it: an empty list asks for nothing. */
  private boolean isGiven(String field) {
    JsonValue value = fields.value(field);
    return value != null && !(value instanceof JsonArray list && list.isEmpty());
  }

  private static String unknownLora(JsonValue lora) {
    String name = lora instanceof JsonString text ? text.getString() : "";
    if (lora instanceof JsonObject object) {
      name = object.getString("name", object.getString("folder", ""));
    }
    return "Unknown LoRA '%s'. Known: none".formatted(name);
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
