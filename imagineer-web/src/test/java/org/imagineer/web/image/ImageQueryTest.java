package org.imagineer.web.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import java.time.Instant;
import java.util.Optional;
import org.imagineer.image.ImageFilter;
import org.imagineer.image.ImageFilter.Order;
import org.imagineer.image.Visibility;
import org.imagineer.web.http.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageQueryTest {

  @Test
  void without_parameters_it_is_what_is_public_newest_first() {
    ImageQuery query = query(true);
    assertThat(query.filter()).contains(ImageFilter.of(Visibility.PUBLIC));
    assertThat(query.page()).isEqualTo(1);
    assertThat(query.perPage()).isEqualTo(20);
    assertThat(query.labels()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "public,true,PUBLIC",
    "private,true,PRIVATE",
    "all,true,ALL",
    "mine,true,ALL",
    "public,false,PUBLIC",
    "all,false,PUBLIC",
    "private,false,",
    "mine,false,"
  })
  void visibility_stays_within_what_the_caller_may_see(
      String asked, boolean admin, Visibility seen) {
    assertThat(query(admin, "visibility", asked).filter().map(ImageFilter::visibility))
        .isEqualTo(Optional.ofNullable(seen));
  }

  @ParameterizedTest
  @CsvSource({
    "page,0,1,20",
    "page,-3,1,20",
    "page,x,1,20",
    "page,7,7,20",
    "page,99999999999,2147483647,20",
    "per_page,0,1,20",
    "per_page,-1,1,20",
    "per_page,x,1,20",
    "per_page,60,1,60",
    "per_page,101,1,100"
  })
  void pages_are_read_leniently(String name, String value, int page, int perPage) {
    ImageQuery query = query(true, name, value);
    assertThat(query.page()).isEqualTo(page);
    assertThat(query.perPage()).isEqualTo(perPage);
  }

  @ParameterizedTest
  @CsvSource({
    "visibility,secret",
    "nsfw,maybe",
    "is_nsfw,maybe",
    "job_id,x",
    "job_id,99999999999999999999",
    "date_from,yesterday",
    "date_to,2026-02-30",
    "sort,best",
    "sort,NEWEST",
    "include,everything",
    "q,'fo\u0000x'"
  })
  void a_filter_that_makes_no_sense_is_refused(String name, String value) {
    ImageQuery query = query(true, name, value);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () -> {
              query.filter();
              query.labels();
            })
        .satisfies(e -> assertThat(e.details()).containsOnlyKeys(name));
  }

  @Test
  void filters_are_passed_on() {
    ImageFilter filter =
        query(
                true,
                "q",
                " red  Fox ",
                "model",
                "demo",
                "job_id",
                "7",
                "date_from",
                "2026-02-28",
                "date_to",
                "2026-02-28T12:00:00Z",
                "sort",
                "updated",
                "nsfw",
                "hide")
            .filter()
            .orElseThrow();
    assertThat(filter.words()).containsExactly("red", "Fox");
    assertThat(filter.model()).contains("demo");
    assertThat(filter.jobId()).contains(7L);
    assertThat(filter.from()).contains(Instant.parse("2026-02-28T00:00:00Z"));
    assertThat(filter.to()).contains(Instant.parse("2026-02-28T12:00:00Z"));
    assertThat(filter.order()).isEqualTo(Order.UPDATED);
    assertThat(filter.nsfw()).contains(false);
  }

  @Test
  void nsfw_shown_is_no_filter_and_a_mark_is_one() {
    assertThat(query(true, "nsfw", "show").filter().orElseThrow().nsfw()).isEmpty();
    assertThat(query(true, "is_nsfw", "true").filter().orElseThrow().nsfw()).contains(true);
  }

  @Test
  void a_lora_is_a_filter_and_an_album_has_no_pictures_yet() {
    assertThat(query(true, "lora", " ink ").filter().orElseThrow().lora()).contains("ink");
    assertThat(query(true, "album", "x").filter()).isEmpty();
  }

  @Test
  void only_the_administrator_of_this_machine_owns_pictures() {
    assertThat(query(true, "owner", "me").filter()).isPresent();
    assertThat(query(true, "owner", "a@b.example").filter()).isEmpty();
    assertThat(query(false, "owner", "me").filter()).isEmpty();
  }

  private static ImageQuery query(boolean admin, String... namesAndValues) {
    MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.putSingle(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ImageQuery(query, admin);
  }
}
