package org.imagineer.web.http;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Map;

/**
 * The one error body of all paths.
 *
 * @param error one sentence for people
 * @param details strings, numbers and booleans by name; {@code {}} when empty
 */
public record ErrorBody(
    String error, String errorCode, String traceId, Instant timestamp, Map<String, ?> details) {

  /** The body as JSON text. */
  public String toJson() {
    return Json.createObjectBuilder()
        .add("error", error)
        .add("error_code", errorCode)
        .add("trace_id", traceId)
        .add("timestamp", UtcTime.text(timestamp))
        .add("details", object(details))
        .build()
        .toString();
  }

  private static JsonObjectBuilder object(Map<String, ?> values) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    values.forEach(
        (name, value) -> {
          if (value instanceof Integer || value instanceof Long) {
            object.add(name, ((Number) value).longValue());
          } else if (value instanceof Boolean flag) {
            object.add(name, flag);
          } else {
            object.add(name, String.valueOf(value));
          }
        });
    return object;
  }
}
