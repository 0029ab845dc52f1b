package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on every route: paths, methods, formats, and the name of each answer. */
class CommonRulesIT extends ContractAnswers {

  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

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

  @ParameterizedTest
  @ValueSource(strings = {"page=%zz", "q=100%", "q=a|b{c}", "q=<script>", "page=%"})
  void a_query_that_no_browser_would_send_is_no_error_of_ours(String query) {
    assertThat(server.raw("GET /api/images?" + query + " HTTP/1.1\r\nHost: localhost"))
        .startsWith("HTTP/1.1 200 ");
  }
}
