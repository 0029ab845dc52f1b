package org.imagineer.web.job;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.imagineer.job.LoraChoice;
import org.imagineer.web.http.FieldReader;

/** Reads the two ways in which a request may name LoRAs; empty lists ask for nothing. */
final class LoraFields {

  private static final String WEIGHT = "LoRA weight must be between -2 and 2";

  private final FieldReader fields;

  LoraFields(FieldReader fields) {
    this.fields = fields;
  }

  /** What is asked for; what has the wrong type is noted and left out. */
  List<LoraChoice> read() {
    List<LoraChoice> named = named();
    List<String> paths = paths();
    if (!named.isEmpty() && !paths.isEmpty()) {
      fields.refuse("lora_paths", "lora_paths cannot be combined with loras");
    }
    List<Double> weights = weights(paths.size());
    List<LoraChoice> all = new ArrayList<>(named);
    for (int i = 0; i < paths.size(); i++) {
      all.add(
          LoraChoice.at(paths.get(i), weights.isEmpty() ? null : weights.get(i % weights.size())));
    }
    return all;
  }

  private List<LoraChoice> named() {
    List<LoraChoice> named = new ArrayList<>();
    for (JsonValue entry : list("loras", "Invalid loras value")) {
      FieldReader lora =
          new FieldReader(
              entry instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT);
      JsonValue name = lora.has("name") ? lora.value("name") : lora.value("folder");
      Double weight = lora.number("weight", WEIGHT);
      if (name == null) {
        fields.refuse("loras", "Invalid loras value");
      } else {
        named.add(LoraChoice.named(text(name), weight));
      }
      lora.problems().values().forEach(problem -> fields.refuse("loras", problem));
    }
    return named;
  }

  private List<String> paths() {
    return list("lora_paths", "Invalid LoRA path").stream().map(LoraFields::text).toList();
  }

  private List<Double> weights(int paths) {
    String mismatch = "lora_weights must match lora_paths";
    List<JsonValue> entries = list("lora_weights", mismatch);
    boolean match =
        entries.isEmpty() || paths > 0 && (entries.size() == 1 || entries.size() == paths);
    if (!match) {
      fields.refuse("lora_weights", mismatch);
      return List.of();
    }
    List<Double> weights = new ArrayList<>();
    for (JsonValue entry : entries) {
      FieldReader weight = new FieldReader(Json.createObjectBuilder().add("weight", entry).build());
      weights.add(weight.number("weight", WEIGHT));
      weight.problems().values().forEach(wrong -> fields.refuse("lora_weights", wrong));
    }
    return weights;
  }

  private List<JsonValue> list(String field, String message) {
    JsonValue value = fields.value(field);
    if (value == null || value instanceof JsonArray) {
      return value == null ? List.of() : value.asJsonArray();
    }
    fields.refuse(field, message);
    return List.of();
  }

  /** A name that must be known; one that is no text is as unknown as any other. */
  private static String text(JsonValue value) {
    return value instanceof JsonString text ? text.getString() : value.toString();
  }
}
