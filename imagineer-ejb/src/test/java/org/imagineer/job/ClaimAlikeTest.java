package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Handing a worker further jobs that it can draw in one batch with the one that it has. */
class ClaimAlikeTest extends QueueOnEachDatabase {

  private long submit(JobRequest request) {
    return queue.submit(request).id();
  }

  private long submit(Consumer<JobRequestBuilder> changes) {
    return submit(allowing().with(changes));
  }

  private static JobRequest allowing() {
    return JobRequest.of("a fox")
        .with(draft -> draft.seed(7L).steps(5).width(64).height(64).allowBatching(true));
  }

  private List<Long> alike(Claim first, int most) {
    return claims.alike(first, "w", most).stream().map(Claim::jobId).toList();
  }

  @Test
  void jobs_of_one_shape_are_claimed_in_their_order_whatever_else_they_ask_for() {
    submit(allowing());
    List<Long> same =
        List.of(
            submit(allowing()),
            submit(draft -> draft.prompt("a hen").negativePrompt("snow").seed(1L)),
            submit(draft -> draft.guidanceScale(1.0).clipSkip(2).isPublic(false)));

    assertThat(alike(claim("w"), 16)).isEqualTo(same);
    assertThat(same)
        .extracting(this::read)
        .allSatisfy(
            job -> {
              assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
              assertThat(job.attempts()).isOne();
            });
    assertThat(claims.next("w")).isEmpty();
  }

  @Test
  void jobs_of_another_shape_stay_in_the_queue() {
    application.model("other");
    submit(allowing());
    List<Long> others =
        Stream.<Consumer<JobRequestBuilder>>of(
                draft -> draft.width(128),
                draft -> draft.height(128),
                draft -> draft.steps(6),
                draft -> draft.scheduler("ddim"),
                draft -> draft.model("other"),
                draft -> draft.guidanceStart(0.2),
                draft -> draft.guidanceEnd(0.8),
                draft -> draft.deepCacheInterval(2),
                draft -> draft.tokenMerging(0.5),
                draft -> draft.allowBatching(false),
                draft -> draft.allowBatching(null))
            .map(this::submit)
            .toList();

    assertThat(alike(claim("w"), 16)).isEmpty();
    assertThat(queue.queueView(20).queue()).extracting(GenerationJob::id).isEqualTo(others);
  }

  @Test
  void a_job_that_does_not_allow_it_gets_no_company() {
    submit(draft -> draft.allowBatching(false));
    submit(draft -> draft.allowBatching(false));
    assertThat(alike(claim("w"), 16)).isEmpty();
  }

  @Test
  void only_jobs_whose_pictures_all_find_room_are_claimed() {
    submit(draft -> draft.numImages(2));
    submit(draft -> draft.numImages(3));
    long small = submit(allowing());
    submit(allowing());
    Claim first = claim("w");
    assertThat(alike(first, 1)).isEmpty();
    assertThat(alike(first, 2)).isEmpty();
    assertThat(alike(first, 3)).containsExactly(small);
  }

  @Test
  void the_oldest_job_is_always_next_whatever_its_shape() {
    submit(allowing());
    long other = submit(draft -> draft.width(128));
    long second = submit(allowing());
    submit(allowing());
    assertThat(alike(claim("w"), 2)).containsExactly(second);
    assertThat(claim("w").jobId()).isEqualTo(other);
  }

  @Test
  void what_has_ended_or_was_attempted_before_is_passed_over() {
    submit(allowing());
    long failing = submit(allowing());
    queue.cancel(submit(allowing()));
    Claim first = claim("w");
    claims.fail(claim("w"), "mine", true);

    assertThat(alike(first, 16)).isEmpty();

    long fresh = submit(allowing());
    Claim again = claim("w");
    assertThat(again.jobId()).isEqualTo(failing);
    assertThat(alike(again, 16)).isEmpty();
    assertThat(alike(first, 16)).containsExactly(fresh);
  }

  @Test
  void a_job_that_another_worker_is_just_looking_at_is_skipped_not_waited_for() throws Exception {
    submit(allowing());
    submit(allowing());
    long third = submit(allowing());
    Claim first = claim("w");

    List<Long> claimed =
        application.transactions.in(
            () -> {
              claims.next("other");
              return inAnotherThread(() -> alike(first, 16));
            });

    assertThat(claimed).containsExactly(third);
  }

  @Test
  void workers_never_get_the_same_job_and_none_is_lost() throws Exception {
    int jobs = 24;
    IntStream.range(0, jobs).forEach(number -> submit(allowing()));
    int workers = 4;
    CyclicBarrier together = new CyclicBarrier(workers);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      Callable<List<Long>> claimBatch =
          () -> {
            Claim first = claim("w");
            together.await();
            return Stream.concat(Stream.of(first.jobId()), alike(first, 4).stream()).toList();
          };
      Set<Long> claimed = new HashSet<>();
      int count = 0;
      for (Future<List<Long>> batch : threads.invokeAll(Collections.nCopies(workers, claimBatch))) {
        claimed.addAll(batch.get());
        count += batch.get().size();
      }
      assertThat(claimed).hasSize(count);
      assertThat((long) count + queue.counts().queued()).isEqualTo(jobs);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void jobs_of_a_worker_that_died_are_anybodys_again() {
    long first = submit(allowing());
    long second = submit(allowing());
    Claim claim = claim("w");
    Claim company = claims.alike(claim, "w", 16).get(0);
    application.clock.advance(JobClaims.LEASE);

    assertThat(claim("other").jobId()).isEqualTo(first);
    assertThat(claim("other").jobId()).isEqualTo(second);
    assertStale(() -> claims.renew(company));
  }
}
