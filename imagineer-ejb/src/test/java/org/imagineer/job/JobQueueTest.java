package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imagineer.database.TestApplication;
import org.imagineer.database.TestDatabase;
import org.imagineer.image.Image;
import org.imagineer.image.ImageFilter;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageSearch;
import org.imagineer.image.Page;
import org.imagineer.image.StoredFile;
import org.imagineer.image.Visibility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class JobQueueTest {

  @Parameter TestDatabase database;
  @TempDir Path home;

  private TestApplication application;
  private JobQueue queue;
  private JobClaims claims;
  private ImageLibrary library;
  private ImageSearch search;

  @BeforeEach
  void start() {
    application = new TestApplication(database.empty(), home);
    queue = application.get(JobQueue.class);
    claims = application.get(JobClaims.class);
    library = application.get(ImageLibrary.class);
    search = application.get(ImageSearch.class);
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void a_job_keeps_its_complete_request_with_the_seed_that_was_drawn() {
    GenerationJob job = read(submit("a lighthouse"));

    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.prompt()).isEqualTo("a lighthouse");
    assertThat(job.submittedAt()).isEqualTo(application.clock.instant());
    JobParameters wanted = job.parameters();
    assertThat(wanted.seed()).isBetween(0L, 2147483647L);
    assertThat(wanted)
        .isEqualTo(
            new JobParameters(
                "", wanted.seed(), 25, 5.0, 128, 128, "euler_a", "demo", 1, 1, true, null));
  }

  @Test
  void what_a_request_gives_beats_what_the_model_recommends() {
    JobRequest request =
        new JobRequest(
            " x ", " y ", 0L, 3, 0.0, 64, 72, "ddim", "demo", 2, 2, false, "posters/x.png");

    JobParameters wanted = read(queue.submit(request).id()).parameters();

    assertThat(wanted)
        .isEqualTo(
            new JobParameters("y", 0, 3, 0, 64, 72, "ddim", "demo", 2, 2, false, "posters/x.png"));
  }

  @Test
  void a_wrong_request_is_refused_with_a_message_for_each_field_and_leaves_nothing() {
    JobRequest request =
        new JobRequest("", null, -1L, 0, 31.0, 511, 8, "x", "y", 9, 5, null, "../x");

    assertThatThrownBy(() -> queue.submit(request))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.details())
                    .containsKeys(
                        "prompt",
                        "seed",
                        "steps",
                        "width",
                        "height",
                        "guidance_scale",
                        "output",
                        "num_images",
                        "scheduler",
                        "model",
                        "clip_skip"))
        .hasMessage("Prompt is required");
    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0));
  }

  @Test
  void a_prompt_of_2000_characters_is_kept_whatever_they_are() {
    String prompt = "\uD83C\uDFA8".repeat(2000);

    assertThat(read(submit(prompt)).prompt()).isEqualTo(prompt);
  }

  @Test
  void jobs_are_drawn_in_the_order_of_their_submission() {
    List<Long> submitted = List.of(submit("a"), submit("b"), submit("c"));

    List<Long> claimed = submitted.stream().map(id -> claim("w").jobId()).toList();

    assertThat(claimed).isEqualTo(submitted);
    assertThat(claims.next("w")).isEmpty();
  }

  @Test
  void two_workers_never_get_the_same_job() throws Exception {
    int jobs = 24;
    IntStream.range(0, jobs).forEach(number -> submit("job " + number));
    int workers = 4;
    CyclicBarrier together = new CyclicBarrier(workers);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      Callable<List<Claim>> claimAll =
          () -> {
            together.await();
            return Stream.generate(() -> claims.next(Thread.currentThread().getName()))
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .toList();
          };
      Set<Long> claimed = new HashSet<>();
      int count = 0;
      for (Future<List<Claim>> worker : threads.invokeAll(Collections.nCopies(workers, claimAll))) {
        for (Claim claim : worker.get()) {
          claimed.add(claim.jobId());
          count++;
        }
      }
      // A worker that finds all rows locked goes away empty-handed; the last jobs may be left.
      assertThat(claimed).hasSize(count);
      assertThat((long) count + queue.counts().queued()).isEqualTo(jobs);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_job_that_another_worker_is_just_looking_at_is_skipped_not_waited_for() throws Exception {
    submit("a");
    long second = submit("b");

    long claimed =
        application.transactions.in(
            () -> {
              claims.next("first");
              return inAnotherThread(() -> claims.next("second").orElseThrow().jobId());
            });

    assertThat(claimed).isEqualTo(second);
  }

  @Test
  void a_job_whose_worker_has_fallen_silent_is_anybodys() {
    long id = submit("a");
    Claim lost = claim("first");
    application.clock.advance(JobClaims.LEASE.minusSeconds(1));
    assertThat(claims.next("second")).isEmpty();

    application.clock.advance(Duration.ofSeconds(1));
    Claim taken = claim("second");

    assertThat(taken.jobId()).isEqualTo(id);
    assertThat(taken.attempt()).isEqualTo(2);
    assertThat(taken.fence()).isGreaterThan(lost.fence());
  }

  @Test
  void a_worker_that_renews_its_lease_keeps_its_job() {
    submit("a");
    Claim claim = claim("first");
    application.clock.advance(JobClaims.LEASE.minusSeconds(1));
    claims.renew(claim);
    application.clock.advance(JobClaims.LEASE.minusSeconds(1));

    assertThat(claims.next("second")).isEmpty();
  }

  @Test
  void a_stale_claim_changes_nothing() {
    long id = submit("a");
    Claim stale = claim("first");
    application.clock.advance(JobClaims.LEASE);
    Claim valid = claim("second");
    claims.progress(valid, 5, 25);

    assertStale(() -> claims.renew(stale));
    assertStale(() -> claims.progress(stale, 9, 25));
    assertStale(() -> claims.record(stale, image(id, 0)));
    assertStale(() -> claims.fail(stale, "no", true));
    assertStale(() -> claims.stopped(stale));
    assertStale(() -> claims.handBack(stale));

    GenerationJob job = read(id);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.step()).isEqualTo(5);
    assertThat(job.attempts()).isEqualTo(2);
    assertThat(pictures()).isZero();
  }

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
  void a_job_that_waits_is_cancelled_at_once() {
    long id = submit("a");

    assertThat(queue.cancel(id).status()).isEqualTo(JobStatus.CANCELLED);

    assertThat(read(id).cancelledAt()).contains(application.clock.instant());
    assertThat(claims.next("w")).isEmpty();
  }

  @Test
  void a_running_job_is_cancelled_when_its_worker_stops() {
    long id = submit("a");
    Claim claim = claim("w");

    assertThat(queue.cancel(id).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(claims.renew(claim)).isTrue();
    claims.stopped(claim);

    assertThat(read(id).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void a_running_job_that_somebody_was_promised_to_cancel_never_completes() {
    long id = submit("a");
    Claim claim = claim("w");
    queue.cancel(id);

    claims.record(claim, image(id, 0));

    assertThat(read(id).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(pictures()).isEqualTo(1);
  }

  @Test
  void a_finished_job_cannot_be_cancelled() {
    long id = submit("a");
    claims.record(claim("w"), image(id, 0));

    assertThatThrownBy(() -> queue.cancel(id))
        .isInstanceOfSatisfying(
            IllegalJobStateException.class,
            e -> assertThat(e.status()).isEqualTo(JobStatus.COMPLETED));
    assertThat(read(id).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void of_cancel_and_complete_at_the_same_time_one_wins_and_the_other_sees_it() throws Exception {
    for (int round = 0; round < 10; round++) {
      long id = submit("round " + round);
      Claim claim = claim("w");
      CyclicBarrier together = new CyclicBarrier(2);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Future<Boolean> cancelled =
            threads.submit(
                () -> {
                  together.await();
                  try {
                    queue.cancel(id);
                    return true;
                  } catch (IllegalJobStateException e) {
                    return false;
                  }
                });
        Future<?> recorded =
            threads.submit(
                () -> {
                  together.await();
                  claims.record(claim, image(id, 0));
                  return null;
                });
        recorded.get();
        assertThat(read(id).status())
            .isEqualTo(cancelled.get() ? JobStatus.CANCELLED : JobStatus.COMPLETED);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void only_a_job_that_waits_can_be_cancelled_if_queued() {
    long id = submit("a");
    claim("w");

    assertThatThrownBy(() -> queue.cancelIfQueued(id))
        .isInstanceOfSatisfying(
            IllegalJobStateException.class,
            e -> assertThat(e.status()).isEqualTo(JobStatus.RUNNING));
    assertThat(read(id).cancelRequested()).isFalse();
    assertThatThrownBy(() -> queue.cancel(id + 1)).isInstanceOf(NoSuchJobException.class);
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

  @Test
  void a_job_that_kills_its_server_three_times_fails_with_the_reason() {
    long id = submit("a");
    for (int attempt = 1; attempt <= 3; attempt++) {
      claim("w");
      assertThat(claims.recover("w")).isEqualTo(1);
    }

    GenerationJob job = read(id);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).contains("The server stopped 3 times while drawing this.");
    assertThat(claims.next("w")).isEmpty();
  }

  @Test
  void a_job_whose_workers_keep_dying_does_not_hide_the_next_one() {
    long id = submit("a");
    long next = submit("b");
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(claim("w").jobId()).isEqualTo(id);
      application.clock.advance(JobClaims.LEASE);
    }

    assertThat(claim("w").jobId()).isEqualTo(next);
    assertThat(read(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void a_restart_queues_the_jobs_of_this_server_again_but_nobody_elses_and_keeps_their_pictures() {
    long mine = submit("a", 2);
    long theirs = submit("b");
    claims.record(claim("me"), image(mine, 0));
    claim("them");

    assertThat(claims.recover("me")).isEqualTo(1);

    assertThat(read(mine).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(read(theirs).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(library.ofJobs(List.of(mine)).get(mine)).hasSize(1);
    assertThat(claim("me").attempt()).isEqualTo(2);
  }

  @Test
  void a_job_that_is_handed_back_has_lost_no_attempt_but_its_claim_is_void() {
    long id = submit("a");
    Claim claim = claim("w");

    claims.handBack(claim);

    assertThat(read(id).attempts()).isZero();
    assertThat(claim("w").attempt()).isEqualTo(1);
    assertStale(() -> claims.renew(claim));
  }

  @Test
  void the_view_shows_what_is_drawn_what_waits_and_what_is_done_newest_first() {
    long first = submit("1");
    long second = submit("2");
    long third = submit("3");
    long fourth = submit("4");
    long fifth = submit("5");
    claims.record(claim("w"), image(first, 0));
    claims.fail(claim("w"), "no", false);
    claim("w");

    QueueView view = queue.queueView(50);

    assertThat(view.current().map(GenerationJob::id)).contains(third);
    assertThat(view.running()).isTrue();
    assertThat(view.queue()).extracting(GenerationJob::id).containsExactly(fourth, fifth);
    assertThat(view.queueLength()).isEqualTo(2);
    assertThat(view.history()).extracting(GenerationJob::id).containsExactly(second, first);
    assertThat(queue.queueView(1).history()).extracting(GenerationJob::id).containsExactly(second);
    assertThat(queue.counts()).isEqualTo(new QueueCounts(2, 1, 2));
    assertThat(queue.position(read(third))).contains(0L);
    assertThat(queue.position(read(fifth))).contains(2L);
    assertThat(queue.position(read(first))).isEmpty();
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
  void a_full_queue_takes_no_more() {
    for (int number = 0; number < application.settings.maxPending(); number++) {
      submit("a");
    }

    assertThatThrownBy(() -> submit("b")).isInstanceOf(QueueFullException.class);
  }

  private long pictures() {
    return search.page(ImageFilter.of(Visibility.ALL), 1, 1).total();
  }

  private long submit(String prompt) {
    return queue.submit(JobRequest.of(prompt)).id();
  }

  private long submit(String prompt, int images) {
    return queue
        .submit(
            new JobRequest(
                prompt, null, null, null, null, null, null, null, null, images, null, null, null))
        .id();
  }

  private Claim claim(String worker) {
    return claims.next(worker).orElseThrow();
  }

  private GenerationJob read(long id) {
    return queue.find(id).orElseThrow();
  }

  private Image image(long jobId, int index) {
    String name = jobId + "-" + index + "-" + System.nanoTime() + ".png";
    return new Image(
        new StoredFile(name, name, "images/" + name, null, "0".repeat(64), 7, "image/png"),
        new JobParameters("", 1, 1, 1, 64, 64, "ddim", "demo", 1, 1, true, null).picture("p", 0),
        "demo",
        jobId,
        index,
        true,
        application.clock.instant());
  }

  private static void assertStale(ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOf(StaleClaimException.class);
  }

  private static <T> T inAnotherThread(Callable<T> work) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(work).get();
    } finally {
      thread.shutdownNow();
    }
  }
}
