package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Pictures: their fields, their lists, their files. */
class ImagesContractIT extends ContractAnswers {

  private static final String IMAGE =
      "id filename storage_name download_url thumbnail_url prompt negative_prompt seed steps"
          + " guidance_scale width height scheduler model lora_config job_id owner is_nsfw is_public"
          + " created_at updated_at size_bytes mime_type file_path thumbnail_path";

  @Test
  void a_picture_has_exactly_the_contracts_fields() {
    JsonObject image = object("/api/images/" + image());
    assertThat(new TreeSet<>(image.keySet())).isEqualTo(keys(IMAGE));
    assertThat(image.keySet().stream().filter(image::isNull)).containsOnly("lora_config", "owner");
    assertThat(image.getString("created_at")).endsWith("Z");

    JsonObject stranger =
        Pictures.json(server.send(passedOn("/api/images/" + image.getInt("id"))).body());
    assertThat(stranger.isNull("file_path")).isTrue();
    assertThat(stranger.isNull("thumbnail_path")).isTrue();
  }

  @Test
  void picture_lists_are_lenient_with_pages_and_strict_with_filters() {
    int job = object("/api/images/" + image()).getInt("job_id");
    JsonObject page = object("/api/images?page=0&per_page=1000&job_id=" + job);
    assertThat(page.keySet())
        .containsExactlyInAnyOrder("images", "total", "page", "per_page", "pages");
    assertThat(page.getInt("page")).isEqualTo(1);
    assertThat(page.getInt("per_page")).isEqualTo(100);
    assertThat(page.getJsonArray("images")).hasSize(1);
    assertThat(object("/api/images?q=CONTRACT%20fox").getJsonArray("images")).isNotEmpty();
    assertThat(object("/api/images?page=99999").getJsonArray("images")).isEmpty();
    assertThat(object("/api/images?model=none").getInt("pages")).isZero();
    for (String bad : List.of("sort=best", "visibility=x", "nsfw=x", "date_from=x", "job_id=x")) {
      JsonObject error = refused(server.get("/api/images?" + bad), 400, "VALIDATION_ERROR");
      assertThat(error.getJsonObject("details")).containsKey(bad.split("=")[0]);
    }
  }

  @Test
  void a_picture_is_served_for_caches_players_and_other_sites() {
    String path = "/api/images/" + image() + "/file";
    HttpResponse<byte[]> whole = server.getBytes(path);
    String tag = header(whole, "ETag");
    assertThat(header(whole, "Content-Type")).isEqualTo("image/png");
    assertThat(tag).matches("\"[^\"]+\"");
    assertThat(header(whole, "Last-Modified")).endsWith(" GMT");
    assertThat(header(whole, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(whole, "Content-Disposition")).startsWith("inline; filename=\"");
    assertThat(header(whole, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(header(whole, "Content-Security-Policy")).isEqualTo("default-src 'none'");

    HttpResponse<String> known = server.send(to(path).header("If-None-Match", tag).build());
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();

    HttpResponse<String> part = server.send(to(path).header("Range", "bytes=1-3").build());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("PNG");
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 1-3/" + whole.body().length);

    HttpResponse<String> beyond =
        server.send(to(path).header("Range", "bytes=" + whole.body().length + "-").build());
    refused(beyond, 416, "RANGE_NOT_SATISFIABLE");
    assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + whole.body().length);

    HttpResponse<String> head = send("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(whole.body().length));
  }

  @Test
  void a_thumbnail_is_webp() {
    HttpResponse<byte[]> thumbnail = server.getBytes("/api/images/" + image() + "/thumbnail");
    assertThat(header(thumbnail, "Content-Type")).isEqualTo("image/webp");
    assertThat(new String(thumbnail.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
  }

  /** The id of a picture that this class has drawn. */
  private int image() {
    JsonObject found = object("/api/images?q=contract%20fox");
    if (found.getInt("total") == 0) {
      int job = pictures.submit("{\"prompt\":\"a contract fox\",\"steps\":2}").getInt("id");
      return pictures.await(job, "completed").getJsonArray("image_ids").getInt(0);
    }
    return found.getJsonArray("images").getJsonObject(0).getInt("id");
  }
}
