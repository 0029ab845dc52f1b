package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0,0",
    "bytes=0-9,0,9",
    "bytes=0-99,0,9",
    "bytes=4-,4,9",
    "bytes=-3,7,9",
    "bytes=-30,0,9",
    "bytes=9-9,9,9"
  })
  void a_range_of_ten_bytes(String header, long first, long last) {
    assertThat(ByteRange.parse(header, 10)).contains(new ByteRange(first, last));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "lines=0-1",
        "bytes=0-1,3-4"
      })
  void other_headers_are_ignored(String header) {
    assertThat(ByteRange.parse(header, 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999999999999-"})
  void a_range_past_the_end_is_refused_and_tells_the_size(String header) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> ByteRange.parse(header, 10))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE))
        .satisfies(e -> assertThat(e.headers()).containsEntry("Content-Range", "bytes */10"));
  }
}
