package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.imagineer.image.Image;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.NotEnoughMemoryException;
import org.imagineer.inference.savedmodel.Device;
import org.junit.jupiter.api.Test;

/** Jobs that are drawn together; the setting is three pictures at a time. */
class BatchedJobsTest extends WorkerOnQueue {

  @Override
  Map<String, String> configuration() {
    return Map.of("imagineer.batch.jobs", "3");
  }

  private long submit(long seed, JobRequest like) {
    return queue.submit(like.withSeed(seed)).id();
  }

  private static JobRequest allowing() {
    return request().withAllowBatching(true);
  }

  /** The seeds of what was drawn, batch by batch. */
  private List<List<Long>> seeds() {
    return artist.batches.stream()
        .map(batch -> batch.stream().map(GenerationRequest::seed).toList())
        .toList();
  }

  @Test
  void jobs_of_one_shape_are_drawn_together_and_the_others_keep_their_turn() throws Exception {
    long first = submit(1, allowing());
    long other = submit(2, allowing().withWidth(128));
    long second = submit(3, allowing().withPrompt("a hen").withGuidanceScale(3.0));
    long refusing = submit(4, request());
    long third = submit(5, allowing());
    long fourth = submit(6, allowing());

    JobWorker worker = worker();
    await(fourth, JobStatus.COMPLETED);
    worker.stop();

    assertThat(seeds()).containsExactly(List.of(1L, 3L, 5L), List.of(2L), List.of(4L), List.of(6L));
    for (long id : new long[] {first, other, second, refusing, third, fourth}) {
      assertThat(await(id, JobStatus.COMPLETED).attempts()).isOne();
    }
    assertThat(pictures(first)).extracting(Image::seed).containsExactly(1L);
    assertThat(pictures(second)).extracting(Image::seed).containsExactly(3L);
    assertThat(pictures(third)).extracting(Image::seed).containsExactly(5L);
  }

  @Test
  void pictures_of_one_job_are_drawn_together_too_if_it_allows_it() throws Exception {
    long id = submit(1, allowing().withNumImages(4));
    long alone = submit(11, request().withNumImages(2));

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.COMPLETED);
    await(alone, JobStatus.COMPLETED);
    worker.stop();

    assertThat(seeds())
        .containsExactly(List.of(1L, 2L, 3L), List.of(4L), List.of(11L), List.of(12L));
    assertThat(pictures(id)).extracting(Image::imageIndex).containsExactly(0, 1, 2, 3);
    assertThat(job.step()).isEqualTo(job.totalSteps());
  }

  @Test
  void what_does_not_fit_into_memory_together_is_drawn_one_by_one() throws Exception {
    artist.failures.add(
        new NotEnoughMemoryException(Device.CPU, 64, 64, new OutOfMemoryError("of the device")));
    long first = submit(1, allowing());
    long second = submit(2, allowing().withNumImages(2));

    JobWorker worker = worker();
    await(first, JobStatus.COMPLETED);
    await(second, JobStatus.COMPLETED);
    worker.stop();

    assertThat(seeds()).containsExactly(List.of(1L, 2L, 3L), List.of(1L));
    assertThat(queue.find(first).orElseThrow().attempts()).isOne();
    assertThat(pngs()).hasSize(3);
  }

  @Test
  void what_does_not_fit_even_alone_fails_alone() throws Exception {
    NotEnoughMemoryException lack =
        new NotEnoughMemoryException(Device.CPU, 64, 64, new OutOfMemoryError("of the device"));
    artist.failures.addAll(List.of(lack, lack, lack));
    long first = submit(1, allowing());
    long second = submit(2, allowing());

    JobWorker worker = worker();
    assertThat(await(first, JobStatus.FAILED).error()).contains(lack.getMessage());
    await(second, JobStatus.COMPLETED);
    worker.stop();
    assertThat(seeds()).containsExactly(List.of(1L, 2L), List.of(1L), List.of(2L));
  }

  @Test
  void a_server_without_memory_for_a_batch_draws_its_pictures_one_by_one() throws Exception {
    assertDrawnOneByOneAfter(new OutOfMemoryError("Java heap space"), 1);
  }

  @Test
  void jobs_whose_batch_collapsed_are_attempted_again_each_by_itself() throws Exception {
    assertDrawnOneByOneAfter(new NoClassDefFoundError("native"), 2);
  }

  private void assertDrawnOneByOneAfter(Error collapse, int attempts) throws Exception {
    artist.collapses.add(collapse);
    long first = submit(1, allowing());
    long second = submit(2, allowing());

    JobWorker worker = worker();
    assertThat(await(first, JobStatus.COMPLETED).attempts()).isEqualTo(attempts);
    assertThat(await(second, JobStatus.COMPLETED).attempts()).isEqualTo(attempts);
    worker.stop();

    assertThat(seeds()).containsExactly(List.of(1L, 2L), List.of(1L), List.of(2L));
  }

  @Test
  void one_that_fails_fails_alone() throws Exception {
    artist.failures.add(new IllegalArgumentException("Unknown LoRA 'oil'. Known: ink"));
    long failing = submit(1, allowing());
    long fine = submit(2, allowing());

    JobWorker worker = worker();
    await(fine, JobStatus.COMPLETED);
    worker.stop();

    assertThat(await(failing, JobStatus.FAILED).error()).contains("Unknown LoRA 'oil'. Known: ink");
    assertThat(pictures(failing)).isEmpty();
    assertThat(pictures(fine)).hasSize(1);
  }

  @Test
  void one_that_is_cancelled_leaves_the_others_going() throws Exception {
    artist.goOn = new CountDownLatch(1);
    long first = submit(1, allowing());
    long second = submit(2, allowing());
    JobWorker worker = worker();
    artist.drawing.await();

    assertThat(queue.queueView(9).running())
        .extracting(GenerationJob::id)
        .containsExactly(first, second);
    queue.cancel(second);
    worker.onCancel(new CancelRequested(second));
    artist.goOn.countDown();
    await(first, JobStatus.COMPLETED);
    await(second, JobStatus.CANCELLED);
    worker.stop();

    assertThat(pictures(second)).isEmpty();
    assertThat(pngs()).hasSize(1);
  }

  @Test
  void a_worker_that_is_stopped_hands_all_of_them_back() throws Exception {
    artist.goOn = new CountDownLatch(1);
    List<Long> ids = Stream.of(1L, 2L, 3L).map(seed -> submit(seed, allowing())).toList();
    JobWorker worker = worker();
    artist.drawing.await();

    worker.stop();

    assertThat(queue.queueView(9).queue()).extracting(GenerationJob::id).isEqualTo(ids);
    assertThat(ids).allSatisfy(id -> assertThat(queue.find(id).orElseThrow().attempts()).isZero());
  }

  @Test
  void each_job_tells_of_its_own_steps() throws Exception {
    List<JobProgress> heard = new CopyOnWriteArrayList<>();
    long first = submit(1, allowing());
    long second = submit(2, allowing().withNumImages(2));
    ProgressBoard board = application.get(ProgressBoard.class);
    artist.afterStep =
        () -> Stream.of(first, second).map(board::of).flatMap(Optional::stream).forEach(heard::add);

    JobWorker worker = worker();
    await(first, JobStatus.COMPLETED);
    await(second, JobStatus.COMPLETED);
    worker.stop();

    assertThat(steps(heard, first)).containsExactly("1/2", "2/2");
    assertThat(steps(heard, second)).containsExactly("1/4", "2/4", "3/4", "4/4");
    assertThat(Stream.of(first, second).map(board::of)).containsOnly(Optional.empty());
  }

  private static List<String> steps(List<JobProgress> heard, long job) {
    return heard.stream()
        .filter(progress -> progress.jobId() == job)
        .map(progress -> progress.step() + "/" + progress.totalSteps())
        .distinct()
        .toList();
  }
}
