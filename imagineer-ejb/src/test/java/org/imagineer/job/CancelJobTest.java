package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Cancelling jobs in each part of their life. */
class CancelJobTest extends QueueOnEachDatabase {

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
}
