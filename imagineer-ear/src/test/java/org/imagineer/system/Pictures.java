package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;

/** Draws pictures over REST and looks at them, as a script of a user does. */
final class Pictures {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ImagineerServer server;

  Pictures(ImagineerServer server) {
    this.server = server;
  }

  /** Posts a request. @return the job as the 201 shows it */
  JsonObject submit(String request) {
    HttpResponse<String> created = server.post("/api/generate", request);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonObject job = json(created.body());
    assertThat(created.headers().firstValue("Location")).hasValue("/api/jobs/" + job.getInt("id"));
    return job;
  }

  /** Polls a job until it has one of these states. */
  JsonObject await(int job, String... states) {
    AtomicReference<JsonObject> seen = new AtomicReference<>();
    server.await(
        "job " + job + " in " + Arrays.toString(states),
        PATIENCE,
        () -> {
          HttpResponse<String> answer = server.get("/api/jobs/" + job);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          seen.set(json(answer.body()));
          return Arrays.asList(states).contains(seen.get().getString("status"));
        });
    return seen.get();
  }

  /** Draws one picture and fetches its file. */
  byte[] draw(String request) {
    JsonObject done = await(submit(request).getInt("id"), "completed", "failed", "cancelled");
    assertThat(done.getString("status")).as(done.toString()).isEqualTo("completed");
    return file(done.getJsonArray("image_ids").getInt(0));
  }

  /** The file of an image. */
  byte[] file(int image) {
    HttpResponse<byte[]> file = server.getBytes("/api/images/" + image + "/file");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).hasValue("image/png");
    return file.body();
  }

  static BufferedImage decoded(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
