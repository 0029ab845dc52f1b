package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.imagineer.image.Image;
import org.imagineer.image.ImageFilter;
import org.imagineer.image.Page;
import org.imagineer.image.Visibility;
import org.junit.jupiter.api.Test;

/** How jobs end by being drawn or by failing, and what is seen of their pictures then. */
class EndJobTest extends QueueOnEachDatabase {

  @Test
  void the_last_picture_completes_the_job_together_with_its_row() {
    long id = submit("a", 2);
    Claim claim = claim("w");

    claims.record(claim, image(id, 0));
    assertThat(read(id).status()).isEqualTo(JobStatus.RUNNING);
    claims.record(claim, image(id, 1));

    GenerationJob job = read(id);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.progress()).isEqualTo(1);
    assertThat(job.completedAt()).contains(application.clock.instant());
    assertThat(library.ofJobs(List.of(id)).get(id))
        .extracting(Image::imageIndex)
        .containsExactly(0, 1);
  }

  @Test
  void a_job_has_no_two_pictures_of_the_same_index() {
    long id = submit("a", 2);
    Claim claim = claim("w");
    claims.record(claim, image(id, 0));

    assertThatThrownBy(() -> claims.record(claim, image(id, 0)))
        .isInstanceOf(PersistenceException.class);

    assertThat(pictures()).isEqualTo(1);
    assertThat(read(id).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void pictures_are_listed_newest_first_with_lenient_pages() {
    for (int number = 0; number < 25; number++) {
      long id = submit("p" + number);
      claims.record(claim("w"), image(id, 0));
      application.clock.advance(Duration.ofSeconds(number % 2));
    }

    Page<Image> first = search.page(ImageFilter.of(Visibility.PUBLIC), 0, 0);
    Page<Image> second = search.page(ImageFilter.of(Visibility.PUBLIC), 2, 20);

    assertThat(first.items()).hasSize(20);
    assertThat(first.page()).isEqualTo(1);
    assertThat(first.perPage()).isEqualTo(20);
    assertThat(first.total()).isEqualTo(25);
    assertThat(first.pages()).isEqualTo(2);
    assertThat(first.items().get(0).prompt()).isEqualTo("p");
    assertThat(Stream.of(first, second).flatMap(page -> page.items().stream()).map(Image::id))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .hasSize(25);
    assertThat(search.page(ImageFilter.of(Visibility.PUBLIC), Integer.MAX_VALUE, 1000).items())
        .isEmpty();
    assertThat(search.page(ImageFilter.of(Visibility.PUBLIC), 1, 1000).perPage()).isEqualTo(100);
    assertThat(search.page(ImageFilter.of(Visibility.PRIVATE), 1, 20).total()).isZero();
  }

  @Test
  void a_job_fails_after_its_third_attempt() {
    long id = submit("a");

    claims.fail(claim("w"), "It broke.", true);
    claims.fail(claim("w"), "It broke.", true);
    assertThat(read(id).status()).isEqualTo(JobStatus.QUEUED);
    claims.fail(claim("w"), "It broke again.", true);

    GenerationJob job = read(id);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.attempts()).isEqualTo(3);
    assertThat(job.error()).contains("It broke again.");
  }

  @Test
  void an_error_that_another_attempt_cannot_mend_fails_the_job_at_once() {
    long id = submit("a");

    claims.fail(claim("w"), "No such model.", false);

    assertThat(read(id).status()).isEqualTo(JobStatus.FAILED);
    assertThat(read(id).attempts()).isEqualTo(1);
  }
}
