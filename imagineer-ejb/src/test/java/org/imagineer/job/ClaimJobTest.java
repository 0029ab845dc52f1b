package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
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
import org.junit.jupiter.api.Test;

/** Handing jobs to workers: each to one only, and for as long as it lives. */
class ClaimJobTest extends QueueOnEachDatabase {

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
  void a_job_that_is_handed_back_has_lost_no_attempt_but_its_claim_is_void() {
    long id = submit("a");
    Claim claim = claim("w");

    claims.handBack(claim);

    assertThat(read(id).attempts()).isZero();
    assertThat(claim("w").attempt()).isEqualTo(1);
    assertStale(() -> claims.renew(claim));
  }
}
