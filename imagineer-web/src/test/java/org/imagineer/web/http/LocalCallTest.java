package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCallTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:10050", "LOCALHOST:1", "127.0.0.1:10050", "[::1]:10050"})
  void loopback_by_a_local_name_is_this_machine(String host) {
    assertThat(LocalCall.is(FakeRequest.from("127.0.0.1").header("Host", host).build())).isTrue();
    assertThat(LocalCall.is(FakeRequest.from("0:0:0:0:0:0:0:1").header("Host", host).build()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "127.0.0.1.nip.io:10050",
        "127.0.0.2",
        "localhost:",
        ""
      })
  void a_name_that_only_resolves_here_is_not(String host) {
    assertThat(LocalCall.is(FakeRequest.from("127.0.0.1").header("Host", host).build())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-proto",
        "X-Forwarded-Anything",
        "Forwarded",
        "CF-Connecting-IP",
        "CF-Ray",
        "Via",
        "X-Real-IP",
        "True-Client-IP"
      })
  void what_a_proxy_passes_on_is_not(String header) {
    assertThat(LocalCall.is(FakeRequest.local().header(header, "127.0.0.1").build())).isFalse();
  }

  @Test
  void another_machine_is_not_whatever_name_it_uses() {
    assertThat(
            LocalCall.is(FakeRequest.from("192.168.1.7").header("Host", "localhost:10050").build()))
        .isFalse();
  }

  @Test
  void a_request_without_host_is_not() {
    assertThat(LocalCall.is(FakeRequest.from("127.0.0.1").build())).isFalse();
  }

  @Test
  void http_2_names_its_host_elsewhere() {
    assertThat(LocalCall.is(FakeRequest.local().authority("localhost").build())).isTrue();
    assertThat(LocalCall.is(FakeRequest.local().authority("::1").build())).isTrue();
    assertThat(LocalCall.is(FakeRequest.local().authority("evil.example").build())).isFalse();
  }
}
