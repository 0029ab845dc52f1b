package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jboss.resteasy.specimpl.MultivaluedMapImpl;
import org.jboss.resteasy.specimpl.ResteasyHttpHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDeliveryTest {

  private static final Instant MADE = Instant.parse("2026-02-28T12:00:00.250Z");
  private static final String MADE_TEXT = "Sat, 28 Feb 2026 12:00:00 GMT";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a.png"), "0123456789");
  }

  @Test
  void the_whole_file_with_what_a_cache_needs() throws IOException {
    Response answer = get(Map.of());
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(sent(answer)).isEqualTo("0123456789");
    assertThat(answer.getHeaderString("Content-Type")).isEqualTo("image/png");
    assertThat(answer.getHeaderString("Content-Length")).isEqualTo("10");
    assertThat(answer.getHeaderString("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.getHeaderString("ETag")).isEqualTo("\"tag\"");
    assertThat(answer.getHeaderString("Last-Modified")).isEqualTo(MADE_TEXT);
    assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("private");
    assertThat(answer.getHeaderString("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"tag\"", "*", "\"a\", \"tag\"", "W/\"tag\""})
  void what_the_client_has_is_not_sent_again(String tags) throws IOException {
    Response answer = get(Map.of("If-None-Match", tags));
    assertThat(answer.getStatus()).isEqualTo(304);
    assertThat(answer.hasEntity()).isFalse();
    assertThat(answer.getHeaderString("ETag")).isEqualTo("\"tag\"");
    assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("private");
  }

  @Test
  void the_date_counts_only_without_a_tag() throws IOException {
    assertThat(get(Map.of("If-Modified-Since", MADE_TEXT)).getStatus()).isEqualTo(304);
    assertThat(get(Map.of("If-Modified-Since", "Sat, 28 Feb 2026 11:59:59 GMT")).getStatus())
        .isEqualTo(200);
    assertThat(get(Map.of("If-Modified-Since", "yesterday")).getStatus()).isEqualTo(200);
    assertThat(
            get(Map.of("If-Modified-Since", MADE_TEXT, "If-None-Match", "\"other\"")).getStatus())
        .isEqualTo(200);
  }

  @Test
  void a_part_is_sent_with_its_place() throws IOException {
    Response answer = get(Map.of("Range", "bytes=2-4"));
    assertThat(answer.getStatus()).isEqualTo(206);
    assertThat(sent(answer)).isEqualTo("234");
    assertThat(answer.getHeaderString("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(answer.getHeaderString("Content-Length")).isEqualTo("3");
  }

  @Test
  void a_part_past_the_end_is_416() {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> get(Map.of("Range", "bytes=10-")))
        .satisfies(e -> assertThat(e.code().status()).isEqualTo(416));
  }

  @Test
  void a_part_of_other_bytes_is_of_no_use() throws IOException {
    assertThat(status("\"tag\"")).isEqualTo(206);
    assertThat(status("\"other\"")).isEqualTo(200);
    assertThat(status("W/\"tag\"")).isEqualTo(200);
    assertThat(status(MADE_TEXT)).isEqualTo(206);
    assertThat(status("Sat, 28 Feb 2026 11:00:00 GMT")).isEqualTo(200);
  }

  @Test
  void head_knows_no_parts() throws IOException {
    Response answer = delivery("a.png").answer("HEAD", headers(Map.of("Range", "bytes=2-4")));
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getHeaderString("Content-Length")).isEqualTo("10");
  }

  @Test
  void a_name_cannot_break_out_of_its_header() throws IOException {
    Response answer = delivery("a\"\r\nX: é.png").answer("GET", headers(Map.of()));
    assertThat(answer.getHeaderString("Content-Disposition"))
        .isEqualTo(
            "inline; filename=\"a___X_ _.png\"; filename*=UTF-8''a%22%0D%0AX%3A%20%C3%A9.png");
  }

  @Test
  void a_file_that_is_gone_is_told() throws IOException {
    Files.delete(file);
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> get(Map.of()));
  }

  private int status(String ifRange) throws IOException {
    return get(Map.of("Range", "bytes=2-4", "If-Range", ifRange)).getStatus();
  }

  private Response get(Map<String, String> headers) throws IOException {
    return delivery("a.png").answer("GET", headers(headers));
  }

  private FileDelivery delivery(String filename) {
    return new FileDelivery(file, "image/png", "tag", MADE, filename, "private");
  }

  private static HttpHeaders headers(Map<String, String> values) {
    MultivaluedMapImpl<String, String> all = new MultivaluedMapImpl<>();
    values.forEach(all::putSingle);
    return new ResteasyHttpHeaders(all);
  }

  private static String sent(Response answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((StreamingOutput) answer.getEntity()).write(out);
    return out.toString();
  }
}
