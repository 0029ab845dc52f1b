package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.awt.image.BufferedImage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a prompt to a picture through the packaged server. */
class GeneratePictureIT {

  private final ImagineerServer server = ImagineerServer.shared();
  private final Pictures pictures = new Pictures(server);

  @Test
  void a_prompt_becomes_a_picture_of_the_size_that_the_model_recommends() {
    BufferedImage picture =
        Pictures.decoded(pictures.draw("{\"prompt\":\"a sunset over mountains\",\"seed\":7}"));

    assertThat(picture.getWidth()).isEqualTo(128);
    assertThat(picture.getHeight()).isEqualTo(128);
    assertThat(distinctColours(picture)).isGreaterThan(500);
  }

  @Test
  void the_same_seed_draws_the_same_bytes_and_another_seed_other_ones() {
    String request = "{\"prompt\":\"a full moon over the sea at night\",\"steps\":6,\"seed\":%d}";

    byte[] first = pictures.draw(request.formatted(41));
    byte[] again = pictures.draw(request.formatted(41));
    byte[] other = pictures.draw(request.formatted(42));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void a_picture_carries_the_parameters_that_drew_it() {
    byte[] png =
        pictures.draw(
            "{\"prompt\":\"a red house on a green hill\",\"steps\":5,\"seed\":3,\"width\":64,\"height\":96}");

    assertThat(new String(png, StandardCharsets.ISO_8859_1))
        .contains("parameters")
        .contains("a red house on a green hill")
        .contains("Steps: 5")
        .contains("Seed: 3")
        .contains("Size: 64x96");
  }

  @Test
  void several_images_of_one_job_take_consecutive_seeds() {
    JsonObject job =
        pictures.submit(
            "{\"prompt\":\"a pine forest at sunset\",\"steps\":4,\"seed\":2147483647,\"num_images\":2}");
    JsonObject done = pictures.await(job.getInt("id"), "completed", "failed");

    assertThat(done.getJsonArray("image_ids")).hasSize(2);
    int[] seeds =
        done.getJsonArray("image_ids").stream()
            .mapToInt(id -> Pictures.json(server.get("/api/images/" + id).body()).getInt("seed"))
            .toArray();
    assertThat(seeds).containsExactly(2147483647, 0);
  }

  @Test
  void a_finished_picture_is_in_the_public_list_and_has_a_thumbnail() {
    JsonObject job = pictures.submit("{\"prompt\":\"a yellow star\",\"steps\":3}");
    JsonObject done = pictures.await(job.getInt("id"), "completed");
    int image = done.getJsonArray("image_ids").getInt(0);

    JsonObject page =
        Pictures.json(server.get("/api/images?visibility=public&per_page=100").body());
    HttpResponse<byte[]> thumbnail = server.getBytes("/api/images/" + image + "/thumbnail");

    assertThat(page.getJsonArray("images").getValuesAs(JsonObject.class))
        .extracting(entry -> entry.getInt("id"))
        .contains(image);
    assertThat(thumbnail.statusCode()).isEqualTo(200);
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
    assertThat(new String(thumbnail.body(), 8, 4, StandardCharsets.ISO_8859_1)).isEqualTo("WEBP");
  }

  @Test
  void a_queued_job_can_be_cancelled_before_it_runs() {
    JsonObject running =
        pictures.submit("{\"prompt\":\"snowy mountains\",\"steps\":150,\"num_images\":8}");
    JsonObject queued = pictures.submit("{\"prompt\":\"never drawn\"}");

    HttpResponse<String> cancelled = delete("/api/jobs/" + queued.getInt("id"));
    HttpResponse<String> stopping = delete("/api/jobs/" + running.getInt("id"));

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
    assertThat(Pictures.json(cancelled.body()).getJsonObject("job").getString("status"))
        .isEqualTo("cancelled");
    assertThat(stopping.statusCode()).as(stopping.body()).isIn(200, 202);
    assertThat(pictures.await(running.getInt("id"), "cancelled", "completed").getString("status"))
        .isEqualTo("cancelled");
  }

  private HttpResponse<String> delete(String path) {
    return server.send(HttpRequest.newBuilder(server.uri(path)).DELETE().build());
  }

  private static long distinctColours(BufferedImage picture) {
    return IntStream.range(0, picture.getHeight())
        .flatMap(y -> IntStream.range(0, picture.getWidth()).map(x -> picture.getRGB(x, y)))
        .distinct()
        .count();
  }
}
