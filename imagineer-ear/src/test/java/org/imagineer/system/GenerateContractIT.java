package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request for pictures may look like. */
class GenerateContractIT extends ContractAnswers {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "7", "{\"prompt\":\"a\"} x", "{\"prompt\":\"a\",\"prompt\":\"b\"}"})
  void a_body_that_is_no_object_is_invalid_json(String body) {
    JsonObject error = refused(server.post("/api/generate", body), 400, "INVALID_JSON");
    assertThat(error.getString("error")).isEqualTo("Invalid request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "garbage"})
  void only_json_is_taken(String type) {
    HttpRequest request =
        to("/api/generate")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString("{\"prompt\":\"a\"}"))
            .build();
    refused(server.send(request), 415, "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void a_body_beyond_ten_mebibytes_is_too_large() {
    String body = "{\"prompt\":\"" + "x".repeat(10 << 20) + "\"}";
    refused(server.post("/api/generate", body), 413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void a_bad_request_tells_all_its_faults_and_queues_nothing() {
    int before = health().getInt("queue_size") + health().getInt("total_completed");
    JsonObject error =
        refused(
            server.post(
                "/api/v1/generate",
                "{\"prompt\":\"a\",\"width\":511,\"steps\":\"many\",\"model\":\"none\","
                    + "\"loras\":[{\"name\":\"ink\"}]}"),
            400,
            "VALIDATION_ERROR");
    JsonObject details = error.getJsonObject("details");
    assertThat(error.getString("error")).isEqualTo("Invalid steps value");
    assertThat(details.keySet()).containsExactly("steps", "width", "model", "loras");
    assertThat(details.getString("width"))
        .isEqualTo("Width must be between 64-2048 and divisible by 8");
    assertThat(details.getString("model")).startsWith("Unknown model 'none'. Known: ");
    assertThat(details.getString("loras")).startsWith("Unknown LoRA 'ink'. Known: ");
    assertThat(health().getInt("queue_size") + health().getInt("total_completed"))
        .isEqualTo(before);
  }
}
