package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

  private final Origins origins =
      Origins.configured(" https://a.example, http://b.example:81,", true);

  @Test
  void listed_origins_are_compared_exactly() {
    assertThat(origins.allows("https://a.example")).isTrue();
    assertThat(origins.allows("http://b.example:81")).isTrue();
    assertThat(origins.allows("http://a.example")).isFalse();
    assertThat(origins.allows("https://a.example.evil.example")).isFalse();
    assertThat(origins.allows("https://a.example/")).isFalse();
    assertThat(origins.allows("")).isFalse();
    assertThat(origins.allows(null)).isFalse();
  }

  @Test
  void without_a_list_only_development_has_the_usual_ones() {
    assertThat(Origins.configured(null, true).allowed()).isEmpty();
    assertThat(Origins.configured(null, false).allowed())
        .containsExactlyInAnyOrder(
            "http://localhost:3000",
            "http://localhost:5173",
            "http://127.0.0.1:3000",
            "http://127.0.0.1:5173");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "::", "file://"})
  void pages_of_other_origins_are_foreign(String origin) {
    assertThat(origins.isForeign(FakeRequest.local().header("Origin", origin).build())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:10050", "https://LOCALHOST:10050", "https://a.example"})
  void own_and_listed_pages_are_not(String origin) {
    assertThat(origins.isForeign(FakeRequest.local().header("Origin", origin).build())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"same-origin,false", "none,false", "cross-site,true", "same-site,true"})
  void without_an_origin_the_browsers_word_on_the_site_counts(String site, boolean foreign) {
    assertThat(origins.isForeign(FakeRequest.local().header("Sec-Fetch-Site", site).build()))
        .isEqualTo(foreign);
  }

  @Test
  void an_origin_that_is_listed_beats_the_site() {
    assertThat(
            origins.isForeign(
                FakeRequest.local()
                    .header("Origin", "https://a.example")
                    .header("Sec-Fetch-Site", "cross-site")
                    .build()))
        .isFalse();
  }

  @Test
  void programs_are_not_foreign() {
    assertThat(origins.isForeign(FakeRequest.local().build())).isFalse();
  }
}
