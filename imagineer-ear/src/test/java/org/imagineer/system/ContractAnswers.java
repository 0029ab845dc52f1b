package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks the shared server as a client without our code does, and checks what every answer owes to
 * the REST contract.
 */
abstract class ContractAnswers {

  static final String JSON = "application/json";

  final ImagineerServer server = ImagineerServer.shared();
  final Pictures pictures = new Pictures(server);

  JsonObject health() {
    return object("/api/health");
  }

  JsonObject object(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return Pictures.json(answer.body());
  }

  /** Checks that an answer is the contract's error body. @return it */
  static JsonObject refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo(JSON);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'");
    assertThat(answer.headers().map()).doesNotContainKey("$WSEP");
    JsonObject error = Pictures.json(answer.body());
    assertThat(new TreeSet<>(error.keySet()))
        .isEqualTo(keys("error error_code trace_id timestamp details"));
    assertThat(error.getString("error_code")).isEqualTo(code);
    assertThat(error.getString("trace_id")).isEqualTo(header(answer, "X-Trace-Id"));
    assertThat(error.getString("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}Z");
    return error;
  }

  HttpRequest passedOn(String path) {
    return to(path).header("X-Forwarded-For", "203.0.113.7").build();
  }

  HttpResponse<String> send(String method, String path) {
    return server.send(to(path).method(method, BodyPublishers.noBody()).build());
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(server.uri(path));
  }

  static String header(HttpResponse<?> answer, String name) {
    return String.join(", ", answer.headers().allValues(name));
  }

  static Set<String> keys(String names) {
    return new TreeSet<>(List.of(names.split(" ")));
  }
}
