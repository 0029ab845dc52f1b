package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.imagineer.inference.GenerationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several devices draw at the same time. */
class LanesTest extends WorkerOnQueue {

  private final ScriptedArtist other = new ScriptedArtist();

  @BeforeEach
  void letBothWait() {
    artist.goOn = new CountDownLatch(1);
    other.goOn = new CountDownLatch(1);
  }

  @AfterEach
  void letBothEnd() {
    other.goOn.countDown();
  }

  @Test
  void each_lane_draws_a_job_of_its_own_and_the_queue_shows_both() throws Exception {
    long first = submit(1);
    long second = submit(1);
    long third = submit(1);

    JobWorker worker = worker(artist, other);
    artist.drawing.await();
    other.drawing.await();

    QueueView view = queue.queueView(50);
    assertThat(view.running()).extracting(GenerationJob::id).containsExactly(first, second);
    assertThat(view.queue()).extracting(GenerationJob::id).containsExactly(third);
    assertThat(queue.counts()).isEqualTo(new QueueCounts(1, 2, 0));
    assertThat(queue.position(queue.find(second).orElseThrow())).contains(0L);
    assertThat(queue.position(queue.find(third).orElseThrow())).contains(1L);
    assertThat(worker.alive()).isTrue();

    artist.goOn.countDown();
    other.goOn.countDown();
    for (long id : new long[] {first, second, third}) {
      await(id, JobStatus.COMPLETED);
      assertThat(pictures(id)).hasSize(1);
    }
    worker.stop();
    assertThat(artist.requests.size() + other.requests.size()).isEqualTo(3);
    assertThat(artist.closed && other.closed).isTrue();
  }

  @Test
  void a_lane_whose_job_takes_long_holds_up_nobody() throws Exception {
    other.goOn.countDown();
    Map<Long, Long> bySeed = new HashMap<>();
    for (long seed = 1; seed <= 4; seed++) {
      long chosen = seed;
      bySeed.put(seed, queue.submit(request().with(draft -> draft.seed(chosen))).id());
    }

    JobWorker worker = worker(artist, other);
    artist.drawing.await();
    long slow = bySeed.remove(artist.requests.get(0).seed());
    for (long id : bySeed.values()) {
      await(id, JobStatus.COMPLETED);
    }

    assertThat(queue.find(slow).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
    artist.goOn.countDown();
    await(slow, JobStatus.COMPLETED);
    worker.stop();
  }

  @Test
  void cancelling_a_job_stops_its_lane_alone() throws Exception {
    long first = submit(1);
    long second = submit(1);
    JobWorker worker = worker(artist, other);
    artist.drawing.await();
    other.drawing.await();

    queue.cancel(first);
    worker.onCancel(new CancelRequested(first));
    await(first, JobStatus.CANCELLED);

    assertThat(queue.find(second).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
    artist.goOn.countDown();
    other.goOn.countDown();
    await(second, JobStatus.COMPLETED);
    worker.stop();
  }

  @Test
  void a_worker_that_is_stopped_hands_the_jobs_of_all_lanes_back() throws Exception {
    long first = submit(1);
    long second = submit(1);
    JobWorker worker = worker(artist, other);
    artist.drawing.await();
    other.drawing.await();

    worker.stop();

    assertThat(queue.queueView(1).queue())
        .extracting(GenerationJob::id)
        .containsExactly(first, second);
    assertThat(queue.find(first).orElseThrow().attempts()).isZero();
    assertThat(artist.closed && other.closed).isTrue();
    assertThat(worker.alive()).isFalse();
  }

  @Test
  void a_job_that_comes_while_all_lanes_wait_is_drawn_once() throws Exception {
    artist.goOn.countDown();
    other.goOn.countDown();
    JobWorker worker = worker(artist, other);

    long id = submit(2);
    worker.onQueued(new JobQueued(id));
    await(id, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.requests.size() + other.requests.size()).isEqualTo(2);
    assertThat(artist.requests.isEmpty() ? other.requests : artist.requests)
        .extracting(GenerationRequest::seed)
        .containsExactly(7L, 8L);
  }

  @Test
  void a_lane_that_dies_is_noticed() throws Exception {
    other.goOn.countDown();
    artist.death = new StackOverflowError("a driver that crashes");
    JobWorker worker = worker(artist, other);
    while (worker.alive()) {
      Thread.onSpinWait();
    }

    long id = submit(1);
    await(id, JobStatus.COMPLETED);
    worker.stop();
    assertThat(other.requests).hasSize(1);
  }
}
