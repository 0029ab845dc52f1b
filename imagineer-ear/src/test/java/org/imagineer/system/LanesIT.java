package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One server with two lanes; others with little memory, or without the device that is asked for.
 */
class LanesIT {

  private static final String SLOW =
      "{\"prompt\":\"a castle of sand\",\"steps\":150,\"seed\":%d,\"num_images\":4}";
  private static final String PLAIN =
      "{\"prompt\":\"a sunset over mountains\",\"steps\":5,\"seed\":3}";
  private static final String WITH_LORA =
      "{\"prompt\":\"a sunset over mountains <lora:winter:1>\",\"steps\":5,\"seed\":3}";

  private static ImagineerServer server;
  private static Pictures pictures;

  @BeforeAll
  static void start() {
    server =
        ImagineerServer.start(Launcher.freshFolder("lanes"), Map.of("IMAGINEER_DEVICE", "cpu,cpu"))
            .awaitReady();
    pictures = new Pictures(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void two_jobs_are_drawn_at_the_same_time_and_one_of_them_can_be_cancelled_alone() {
    int first = pictures.submit(SLOW.formatted(1)).getInt("id");
    int second = pictures.submit(SLOW.formatted(2)).getInt("id");
    int third = pictures.submit(SLOW.formatted(3)).getInt("id");
    server.await(
        "steps of both", Duration.ofMinutes(1), () -> steps(first) > 2 && steps(second) > 2);

    JsonObject queue = Pictures.json(server.get("/api/jobs").body());
    assertThat(queue.getInt("running")).isEqualTo(2);
    assertThat(queue.getInt("queue_length")).isEqualTo(1);
    assertThat(queue.getJsonObject("current").getInt("id")).isEqualTo(first);
    assertThat(queue.getJsonArray("also_running").getValuesAs(JsonObject.class))
        .extracting(job -> job.getInt("id"))
        .containsExactly(second);
    assertThat(job(second).getInt("queue_position")).isZero();
    assertThat(job(second).getJsonNumber("estimated_time_remaining").doubleValue()).isPositive();
    assertThat(job(third).getInt("queue_position")).isEqualTo(1);

    assertThat(cancel(first)).isEqualTo(202);
    pictures.await(first, "cancelled");
    server.await("steps of the third", Duration.ofMinutes(1), () -> steps(third) > 2);
    assertThat(job(second).getString("status")).isEqualTo("running");
    cancel(second);
    cancel(third);
    pictures.await(second, "cancelled");
    pictures.await(third, "cancelled");
  }

  @Test
  void a_lora_of_one_lane_is_in_no_picture_of_the_other() {
    byte[] plain = pictures.draw(PLAIN);
    byte[] withLora = pictures.draw(WITH_LORA);
    assertThat(withLora).isNotEqualTo(plain);

    Map<Integer, byte[]> expected = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      expected.put(pictures.submit(PLAIN).getInt("id"), plain);
      expected.put(pictures.submit(WITH_LORA).getInt("id"), withLora);
    }
    List<byte[]> drawn = new ArrayList<>();
    expected.forEach(
        (id, picture) -> {
          JsonObject done = pictures.await(id, "completed", "failed");
          assertThat(done.getString("status")).as(done.toString()).isEqualTo("completed");
          byte[] file = pictures.file(done.getJsonArray("image_ids").getInt(0));
          assertThat(file).as("job " + id).isEqualTo(picture);
          drawn.add(file);
        });
    assertThat(drawn).hasSize(8);
  }

  @Test
  void a_picture_that_does_not_fit_fails_with_advice_and_the_next_one_is_drawn() {
    Map<String, String> little =
        Map.of(
            "IMAGINEER_PRECISION", "float32",
            "TF_CPU_ALLOCATOR_USE_BFC", "true",
            "TF_CPU_BFC_MEM_LIMIT_IN_MB", "90");
    try (ImagineerServer small =
        ImagineerServer.start(Launcher.freshFolder("little-memory"), little).awaitReady()) {
      Pictures there = new Pictures(small);
      int large =
          there
              .submit("{\"prompt\":\"a lake\",\"steps\":2,\"width\":2048,\"height\":2048}")
              .getInt("id");

      JsonObject failed = there.await(large, "failed", "completed");
      assertThat(failed.getString("error"))
          .isEqualTo("There is not enough memory on cpu for 2048x2048; choose a smaller size");
      assertThat(failed.getInt("attempts")).isEqualTo(1);
      assertThat(there.draw(PLAIN)).isNotEmpty();
      assertThat(small.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_gpu_that_is_not_there_keeps_the_server_from_drawing_on_something_else() {
    try (ImagineerServer without =
        ImagineerServer.start(
            Launcher.freshFolder("no-gpu"), Map.of("IMAGINEER_DEVICE", "gpu:999"))) {
      without.await(
          "reason",
          Duration.ofMinutes(2),
          () ->
              Launcher.tail(without.log())
                  .contains("Imagineer cannot start: the device gpu:999 is asked for"));
    }
  }

  private static int cancel(int id) {
    HttpResponse<String> answer =
        server.send(HttpRequest.newBuilder(server.uri("/api/jobs/" + id)).DELETE().build());
    return answer.statusCode();
  }

  private static int steps(int id) {
    return job(id).getInt("step", 0);
  }

  private static JsonObject job(int id) {
    return Pictures.json(server.get("/api/jobs/" + id).body());
  }
}
