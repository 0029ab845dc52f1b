package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {

  private static final Instant NOON = Instant.parse("2025-11-03T12:00:00Z");

  @Test
  void it_has_the_contracts_form() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("prompt", "Prompt is required");
    details.put("limit", 10);
    assertThat(new ErrorBody("No", "VALIDATION_ERROR", "t-1", NOON, details).toJson())
        .isEqualTo(
            "{\"error\":\"No\",\"error_code\":\"VALIDATION_ERROR\",\"trace_id\":\"t-1\","
                + "\"timestamp\":\"2025-11-03T12:00:00.000Z\","
                + "\"details\":{\"prompt\":\"Prompt is required\",\"limit\":10}}");
  }

  @Test
  void details_are_an_object_even_when_there_are_none() {
    assertThat(new ErrorBody("No", "NOT_FOUND", "t", NOON, Map.of()).toJson())
        .contains("\"details\":{}");
  }

  @Test
  void the_first_message_is_the_error() {
    Map<String, String> messages = new LinkedHashMap<>();
    messages.put("steps", "Invalid steps value");
    messages.put("width", "Invalid width value");
    ApiException refused = ApiException.validation(messages);
    assertThat(refused).hasMessage("Invalid steps value");
    assertThat(refused.details()).containsOnlyKeys("steps", "width");
  }
}
