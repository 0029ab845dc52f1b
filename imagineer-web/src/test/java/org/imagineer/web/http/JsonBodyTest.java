package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

  @Test
  void an_object_is_read_with_all_its_values() throws IOException {
    JsonObject body = read("{\"a\":[1,{\"b\":null}],\"c\":\"\\u00e9\",\"d\":true}");
    assertThat(body.getJsonArray("a").getJsonObject(1).isNull("b")).isTrue();
    assertThat(body.getString("c")).isEqualTo("é");
    assertThat(body.getBoolean("d")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[]",
        "1",
        "null",
        "\"text\"",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1}{}",
        "{\"a\":1} x",
        "{\"a\":1,\"a\":1}",
        "{\"o\":{\"a\":1,\"a\":2}}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\n\"}",
        "<xml/>"
      })
  void whatever_is_not_one_object_is_invalid(String body) {
    refused(
        ErrorCode.INVALID_JSON,
        MediaType.APPLICATION_JSON_TYPE,
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void deep_nesting_is_refused_before_it_exhausts_the_stack() {
    String body = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    refused(
        ErrorCode.INVALID_JSON,
        MediaType.APPLICATION_JSON_TYPE,
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    refused(
        ErrorCode.INVALID_JSON,
        MediaType.APPLICATION_JSON_TYPE,
        "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void a_body_beyond_ten_mebibytes_is_too_large() throws IOException {
    String shell = "{\"a\":\"\"}";
    String fits = "{\"a\":\"" + "x".repeat(JsonBody.MAX_BYTES - shell.length()) + "\"}";
    assertThat(read(fits)).hasSize(1);
    refused(
        ErrorCode.PAYLOAD_TOO_LARGE,
        MediaType.APPLICATION_JSON_TYPE,
        (fits + " ").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void only_json_is_accepted() throws IOException {
    refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, null, "{}".getBytes(StandardCharsets.UTF_8));
    refused(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        MediaType.APPLICATION_FORM_URLENCODED_TYPE,
        "{}".getBytes(StandardCharsets.UTF_8));
    refused(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        new MediaType("text", "json"),
        "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(
            JsonBody.read(
                new MediaType("application", "JSON", "utf-8"),
                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }

  private static JsonObject read(String body) throws IOException {
    return JsonBody.read(
        MediaType.APPLICATION_JSON_TYPE,
        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void refused(ErrorCode code, MediaType type, byte[] body) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> JsonBody.read(type, new ByteArrayInputStream(body)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
