package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which origins and callers may do what. */
class CallersContractIT extends ContractAnswers {

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
  void a_name_that_only_resolves_here_is_anonymous() {
    assertThat(server.raw("GET /api/jobs/1 HTTP/1.1\r\nHost: rebound.example"))
        .startsWith("HTTP/1.1 401 ");
  }

  private HttpResponse<String> preflight(String origin) {
    return server.send(
        to("/api/generate")
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .build());
  }
}
