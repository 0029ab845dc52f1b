package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "req-7.A_b",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void a_well_formed_id_of_the_client_is_kept(String id) {
    assertThat(TraceId.of(FakeRequest.local().header("X-Trace-Id", id).build())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a\n",
        "ä",
        "a,b",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void any_other_becomes_a_new_one(String id) {
    String given = TraceId.of(FakeRequest.local().header("X-Trace-Id", id).build());
    assertThat(UUID.fromString(given)).hasToString(given);
  }

  @Test
  void a_request_keeps_the_id_it_was_given() {
    HttpServletRequest request = FakeRequest.local().build();
    assertThat(TraceId.of(request)).isEqualTo(TraceId.of(request));
  }
}
