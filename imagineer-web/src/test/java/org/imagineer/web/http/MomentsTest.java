package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

  @Test
  void a_day_is_all_of_it() {
    assertThat(Moments.start("2026-02-28")).isEqualTo(Instant.parse("2026-02-28T00:00:00Z"));
    assertThat(Moments.end("2026-02-28")).isEqualTo(Instant.parse("2026-02-28T23:59:59.999999Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-28T12:00:00Z",
        "2026-02-28T12:00:00",
        "2026-02-28T12:00",
        "2026-02-28T12:00:00.000Z",
        "2026-02-28T14:00:00+02:00",
        "2026-02-28T14:00:00 02:00",
        "2026-02-28T07:00:00-05:00"
      })
  void a_moment_is_utc_unless_it_says_otherwise(String text) {
    Instant noon = Instant.parse("2026-02-28T12:00:00Z");
    assertThat(Moments.start(text)).isEqualTo(noon);
    assertThat(Moments.end(text)).isEqualTo(noon);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "2026-02-30", "2026-13-01", "0000-01-01", "+99999-01-01T00:00Z"})
  void anything_else_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Moments.start(text));
  }
}
