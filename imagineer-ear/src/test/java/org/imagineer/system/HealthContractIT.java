package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells of itself. */
class HealthContractIT extends ContractAnswers {

  @Test
  void the_server_tells_what_it_is_and_what_it_offers() {
    assertThat(object("/").keySet())
        .containsExactlyInAnyOrder(
            "message", "version", "frontend_url", "api_documentation", "note");
    assertThat(health().keySet())
        .containsExactlyInAnyOrder(
            "status",
            "queue_size",
            "current_job",
            "total_completed",
            "version",
            "git_commit",
            "started_at",
            "environment",
            "branch");
    JsonObject config = object("/api/config");
    assertThat(config.keySet()).containsExactlyInAnyOrder("generation", "model", "limits");
    assertThat(new TreeSet<>(config.getJsonObject("generation").keySet()))
        .isEqualTo(
            keys(
                "steps guidance_scale width height negative_prompt batch_size num_images scheduler"));
    assertThat(config.getJsonObject("generation").getInt("width")).isEqualTo(128);
    JsonObject model = object("/api/models").getJsonArray("models").getJsonObject(0);
    assertThat(new TreeSet<>(model.keySet()))
        .isEqualTo(keys("name type state loaded default size_bytes"));
    JsonObject schedulers = object("/api/schedulers");
    assertThat(schedulers.getString("default")).isEqualTo("euler_a");
    assertThat(schedulers.getJsonArray("schedulers").getValuesAs(JsonObject.class))
        .extracting(scheduler -> scheduler.getString("name"))
        .contains("dpmpp_2m", "dpmpp_2m_karras", "euler", "euler_a", "ddim", "pndm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
  void microprofile_health_answers(String path) {
    assertThat(object(path).getString("status")).isEqualTo("UP");
  }
}
