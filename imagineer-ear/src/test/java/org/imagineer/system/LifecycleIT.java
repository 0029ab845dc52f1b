package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Starting, stopping, dying and coming back, with servers of their own. */
class LifecycleIT {

  private static final String SLOW =
      "{\"prompt\":\"a castle of sand\",\"steps\":150,\"seed\":5,\"num_images\":2}";

  @Test
  void accepted_jobs_survive_the_death_of_the_server_and_are_drawn_after_the_restart()
      throws IOException {
    Path home = Launcher.freshFolder("killed");
    int running;
    int justAccepted;
    try (ImagineerServer server = ImagineerServer.start(home, Map.of()).awaitReady()) {
      Pictures pictures = new Pictures(server);
      running = pictures.submit(SLOW).getInt("id");
      server.await("some steps", Duration.ofMinutes(1), () -> stepsOf(server, running) > 3);
      justAccepted = pictures.submit("{\"prompt\":\"a blue balloon\",\"steps\":2}").getInt("id");
      server.kill();
    }

    try (ImagineerServer server = ImagineerServer.start(home, Map.of()).awaitReady()) {
      JsonObject done = new Pictures(server).await(running, "completed", "failed");
      assertThat(done.getString("status")).as(done.toString()).isEqualTo("completed");
      assertThat(done.getInt("attempts")).isEqualTo(2);
      assertThat(done.getJsonArray("image_ids")).hasSize(2);
      JsonObject next = new Pictures(server).await(justAccepted, "completed", "failed");
      assertThat(next.getString("status")).as(next.toString()).isEqualTo("completed");
      assertThat(files(home.resolve("images"))).hasSize(3).allMatch(file -> file.endsWith(".png"));
      assertThat(server.stop()).isIn(0, 143);
    }
  }

  @Test
  void sigterm_hands_the_running_job_back_and_the_next_start_finishes_it() {
    Path home = Launcher.freshFolder("stopped");
    int job;
    try (ImagineerServer server = ImagineerServer.start(home, Map.of()).awaitReady()) {
      job = new Pictures(server).submit(SLOW).getInt("id");
      server.await("some steps", Duration.ofMinutes(1), () -> stepsOf(server, job) > 3);
      assertThat(server.stop()).isIn(0, 143);
    }

    try (ImagineerServer server = ImagineerServer.start(home, Map.of()).awaitReady()) {
      assertThat(new Pictures(server).await(job, "completed", "failed").getString("status"))
          .isEqualTo("completed");
    }
  }

  @Test
  void the_same_server_runs_on_postgresql() throws IOException {
    Path home = Launcher.freshFolder("postgresql");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ImagineerServer server =
            ImagineerServer.start(
                    home,
                    Map.of(
                        "DATABASE_URL",
                        "postgres://postgres:pass%20word@localhost:"
                            + postgres.getPort()
                            + "/postgres"))
                .awaitReady()) {
      byte[] png = new Pictures(server).draw("{\"prompt\":\"a lighthouse\",\"steps\":4}");

      assertThat(Pictures.decoded(png).getWidth()).isEqualTo(128);
      assertThat(home.resolve("db")).doesNotExist();
    }
  }

  @Test
  void production_refuses_to_start_without_real_secrets() {
    Launcher.Result refused =
        Launcher.run(
            Map.of(
                "IMAGINEER_MODE",
                "production",
                "IMAGINEER_HOME",
                Launcher.freshFolder("production").toString()),
            "serve",
            "--port",
            Integer.toString(ImagineerServer.freePort()));

    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains("SECRET_KEY");
  }

  private static int stepsOf(ImagineerServer server, int job) {
    return Pictures.json(server.get("/api/jobs/" + job).body()).getInt("step", 0);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
