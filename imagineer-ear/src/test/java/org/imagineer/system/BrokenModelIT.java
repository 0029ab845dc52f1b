package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server whose only model was cut short on the disk. */
class BrokenModelIT {

  @Test
  void says_what_is_wrong_takes_no_job_and_stays_up() throws IOException {
    Path home = Launcher.freshFolder("broken");
    convertDemo(home);
    truncate(home.resolve("models/demo/unet/variables"));

    try (ImagineerServer server = ImagineerServer.start(home, Map.of())) {
      server.await("failed model", Duration.ofMinutes(3), () -> demoFailed(server));

      HttpResponse<String> refused = server.post("/api/generate", "{\"prompt\":\"a hill\"}");
      JsonObject error = Pictures.json(refused.body());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(error.getString("error_code")).isEqualTo("MODEL_UNAVAILABLE");
      assertThat(error.getString("error"))
          .contains("models/demo/unet/variables/", "damaged")
          .doesNotContain(home.toString());
      assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(server.get("/health/ready").body()).doesNotContain(home.toString());
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(Pictures.json(server.get("/api/jobs").body()).getInt("queue_length")).isZero();
      assertThat(server.incidents()).isEmpty();
    }
  }

  private static boolean demoFailed(ImagineerServer server) {
    try {
      HttpResponse<String> models = server.get("/api/models");
      return models.statusCode() == 200
          && Pictures.json(models.body())
              .getJsonArray("models")
              .getValuesAs(JsonObject.class)
              .stream()
              .anyMatch(model -> model.getString("state").equals("failed"));
    } catch (UncheckedIOException notListeningYet) {
      return false;
    }
  }

  private static void convertDemo(Path home) {
    Launcher.Result drawn =
        Launcher.run(
            Map.of("IMAGINEER_HOME", home.toString()),
            "generate",
            "--prompt",
            "a hill",
            "--steps",
            "1",
            "-o",
            home.resolve("first.png").toString());
    assertThat(drawn.status()).as(drawn.output()).isZero();
  }

  private static void truncate(Path variables) throws IOException {
    try (Stream<Path> files = Files.list(variables)) {
      Path data =
          files.filter(file -> file.toString().contains(".data-")).findFirst().orElseThrow();
      try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - 1);
      }
    }
  }
}
