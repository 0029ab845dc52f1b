package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST contract, row by row, as a client without our code sees it. */
class RestContractIT {

  private static final String JSON = "application/json";
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String JOB_ALWAYS =
      "id status prompt submitted_at progress attempts num_images negative_prompt seed steps"
          + " guidance_scale width height scheduler model clip_skip is_public step total_steps";
  private static final String JOB_DONE =
      JOB_ALWAYS + " output_path output_dir started_at completed_at duration_seconds image_ids";
  private static final String IMAGE =
      "id filename storage_name download_url thumbnail_url prompt negative_prompt seed steps"
          + " guidance_scale width height scheduler model lora_config job_id owner is_nsfw is_public"
          + " created_at updated_at size_bytes mime_type file_path thumbnail_path";

  private final ImagineerServer server = ImagineerServer.shared();
  private final Pictures pictures = new Pictures(server);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/nope/",
        "/app/nope.js",
        "/app/assets/",
        "/error",
        "/WEB-INF/web.xml",
        "/api",
        "/api/",
        "/api/nope",
        "/api/jobs/",
        "/api/jobs/abc",
        "/api/jobs/-1",
        "/api/jobs/99999999999999999999",
        "/api/v1/images/x",
        "/api/images/1/",
        "/api/images/1/nope"
      })
  void unknown_paths_are_told_as_such(String path) {
    JsonObject error = refused(server.get(path), 404, "PAGE_NOT_FOUND");
    assertThat(error.getString("error")).isEqualTo("Not found");
    assertThat(error.getJsonObject("details").getString("path")).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/jobs/999999999,JOB_NOT_FOUND,Job not found",
    "DELETE,/api/jobs/999999999,JOB_NOT_FOUND,Job not found",
    "GET,/api/images/999999999,IMAGE_NOT_FOUND,Image not found",
    "GET,/api/images/999999999/file,IMAGE_NOT_FOUND,Image not found",
    "GET,/api/images/999999999/thumbnail,IMAGE_NOT_FOUND,Image not found"
  })
  void unknown_things_have_their_own_code(String method, String path, String code, String message) {
    JsonObject error = refused(send(method, path), 404, code);
    assertThat(error.getString("error")).isEqualTo(message);
    assertThat(error.getJsonObject("details")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/,GET",
    "PUT,/,GET",
    "POST,/app/,GET",
    "PUT,/api/jobs,GET",
    "PATCH,/api/generate,POST",
    "DELETE,/api/images,GET",
    "POST,/api/health,GET"
  })
  void a_method_that_is_not_offered_names_those_that_are(String method, String path, String one) {
    HttpResponse<String> answer = send(method, path);
    refused(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(header(answer, "Allow")).contains(one).doesNotContain(method);
  }

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

  @Test
  void the_life_of_a_job_shows_exactly_the_contracts_fields() {
    HttpResponse<String> created =
        server.post("/api/generate", "{\"prompt\":\" a fox \",\"steps\":\"2\",\"seed\":0}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonObject job = Pictures.json(created.body());
    assertThat(header(created, "Location")).isEqualTo("/api/jobs/" + job.getInt("id"));
    assertThat(job.getString("prompt")).isEqualTo("a fox");
    assertThat(job.getInt("seed")).isZero();
    assertThat(job.keySet()).containsAll(keys(JOB_ALWAYS));
    assertThat(job).containsKeys("queue_position", "estimated_time_remaining");
    assertThat(job.keySet().stream().filter(job::isNull)).isSubsetOf("estimated_time_remaining");

    JsonObject done = pictures.await(job.getInt("id"), "completed");
    assertThat(new TreeSet<>(done.keySet())).isEqualTo(keys(JOB_DONE));
    assertThat(done.getInt("total_steps")).isEqualTo(2);

    JsonObject list = object("/api/jobs?limit=200");
    assertThat(list.keySet())
        .containsExactlyInAnyOrder("current", "queue", "history", "queue_length", "running");
    assertThat(list.getJsonArray("history").getValuesAs(JsonObject.class))
        .anySatisfy(past -> assertThat(past.getInt("id")).isEqualTo(job.getInt("id")))
        .isSortedAccordingTo((a, b) -> b.getInt("id") - a.getInt("id"));

    refused(send("DELETE", "/api/jobs/" + job.getInt("id")), 410, "JOB_FINISHED");
  }

  @Test
  void a_job_that_waits_or_runs_can_be_cancelled() {
    int id = pictures.submit("{\"prompt\":\"slow\",\"steps\":150,\"num_images\":8}").getInt("id");
    HttpResponse<String> answer = send("DELETE", "/api/jobs/" + id);
    assertThat(answer.statusCode()).isIn(200, 202);
    JsonObject body = Pictures.json(answer.body());
    assertThat(body.keySet()).containsExactlyInAnyOrder("message", "job");
    assertThat(pictures.await(id, "cancelled", "completed").getString("status"))
        .isEqualTo("cancelled");
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app/", "/nope", "/api/health", "/api/nope", "/api/v1/jobs"})
  void every_answer_has_a_trace_id_and_says_not_to_guess_types(String path) {
    HttpResponse<String> own = server.send(to(path).header("X-Trace-Id", "my.trace-1").build());
    assertThat(header(own, "X-Trace-Id")).isEqualTo("my.trace-1");
    assertThat(header(own, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(own, "Content-Security-Policy")).startsWith("default-src 'none'");
    HttpResponse<String> bad = server.send(to(path).header("X-Trace-Id", "no spaces").build());
    assertThat(header(bad, "X-Trace-Id")).matches(UUID_FORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "garbage;;q=x"})
  void json_is_the_answer_whatever_is_accepted(String accept) {
    HttpResponse<String> answer = server.send(to("/api/health").header("Accept", accept).build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo(JSON);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void listed_origins_may_read_and_foreign_ones_may_not() {
    HttpResponse<String> listed = preflight("http://localhost:5173");
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(header(listed, "Access-Control-Allow-Origin")).isEqualTo("http://localhost:5173");
    assertThat(header(listed, "Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(header(listed, "Access-Control-Allow-Methods"))
        .isEqualTo("GET, POST, PUT, PATCH, DELETE, OPTIONS");
    assertThat(header(listed, "Access-Control-Allow-Headers")).contains("Idempotency-Key");
    assertThat(header(listed, "Access-Control-Max-Age")).isEqualTo("600");
    assertThat(header(listed, "Vary")).contains("Origin");

    HttpResponse<String> foreign = preflight("http://evil.example");
    refused(foreign, 403, "ORIGIN_NOT_ALLOWED");
    assertThat(foreign.headers().map()).doesNotContainKey("access-control-allow-origin");

    HttpResponse<String> read =
        server.send(to("/api/health").header("Origin", "http://evil.example").build());
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin,http://evil.example",
    "Origin,null",
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Site,same-site"
  })
  void foreign_pages_change_nothing(String name, String value) {
    HttpRequest request =
        to("/api/generate")
            .header("Content-Type", JSON)
            .header(name, value)
            .POST(BodyPublishers.ofString("{\"prompt\":\"a\"}"))
            .build();
    refused(server.send(request), 403, "ORIGIN_NOT_ALLOWED");
  }

  @Test
  void what_a_proxy_passes_on_is_anonymous() {
    HttpRequest request =
        to("/api/generate")
            .header("X-Forwarded-For", "127.0.0.1")
            .POST(BodyPublishers.ofString("not even json"))
            .build();
    HttpResponse<String> answer = server.send(request);
    assertThat(refused(answer, 401, "UNAUTHENTICATED").getString("error"))
        .isEqualTo("Authentication required");
    assertThat(header(answer, "WWW-Authenticate")).isEqualTo("Bearer");
    refused(server.send(passedOn("/api/jobs/1")), 401, "UNAUTHENTICATED");
    JsonObject jobs = Pictures.json(server.send(passedOn("/api/jobs")).body());
    assertThat(jobs.isNull("current")).isTrue();
    assertThat(jobs.getJsonArray("history")).isEmpty();
    assertThat(server.send(passedOn("/api/images")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_name_that_only_resolves_here_is_anonymous() throws IOException {
    URI uri = server.uri("/api/jobs/1");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/jobs/1 HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 401 ");
    }
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

  private JsonObject health() {
    return object("/api/health");
  }

  private JsonObject object(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return Pictures.json(answer.body());
  }

  /** Checks that an answer is the contract's error body. @return it */
  private static JsonObject refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo(JSON);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'");
    JsonObject error = Pictures.json(answer.body());
    assertThat(new TreeSet<>(error.keySet()))
        .isEqualTo(keys("error error_code trace_id timestamp details"));
    assertThat(error.getString("error_code")).isEqualTo(code);
    assertThat(error.getString("trace_id")).isEqualTo(header(answer, "X-Trace-Id"));
    assertThat(error.getString("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}Z");
    return error;
  }

  private HttpResponse<String> preflight(String origin) {
    return server.send(
        to("/api/generate")
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .build());
  }

  private HttpRequest passedOn(String path) {
    return to(path).header("X-Forwarded-For", "203.0.113.7").build();
  }

  private HttpResponse<String> send(String method, String path) {
    return server.send(to(path).method(method, BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(server.uri(path));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(", ", answer.headers().allValues(name));
  }

  private static Set<String> keys(String names) {
    return new TreeSet<>(List.of(names.split(" ")));
  }
}
