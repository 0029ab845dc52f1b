package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.imagineer.image.Image;
import org.imagineer.image.ImageStore;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.NotEnoughMemoryException;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.model.ModelUnavailableException;
import org.junit.jupiter.api.Test;

class JobWorkerTest extends WorkerOnQueue {

  @Test
  void a_queued_job_becomes_a_listed_picture_whose_file_says_what_drew_it() throws Exception {
    long id = submit(1);

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.COMPLETED);
    worker.stop();

    Image image = pictures(id).get(0);
    Path file = home.resolve(image.filePath());
    assertThat(file).hasSize(image.sizeBytes());
    try (InputStream in = Files.newInputStream(file)) {
      InfoText said = InfoText.parse(PngFile.parameters(in).orElseThrow());
      assertThat(said.prompt()).isEqualTo("a fox, and a \"hen\"");
      assertThat(said.settings())
          .containsEntry("Seed", "7")
          .containsEntry("Sampler", "Euler a")
          .containsEntry("Model", "demo");
    }
    assertThat(job.step()).isEqualTo(job.totalSteps());
    assertThat(artist.closed).isTrue();
    assertThat(worker.alive()).isFalse();
  }

  @Test
  void several_pictures_take_following_seeds() throws Exception {
    long id = submit(3);

    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.requests).extracting(GenerationRequest::seed).containsExactly(7L, 8L, 9L);
    assertThat(pictures(id)).extracting(Image::imageIndex).containsExactly(0, 1, 2);
  }

  @Test
  void nothing_is_drawn_together_unless_the_server_is_set_to() throws Exception {
    JobRequest request = request().withAllowBatching(true);
    queue.submit(request.withNumImages(2));
    long last = queue.submit(request.withSeed(9L)).id();

    JobWorker worker = worker();
    await(last, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.batches).hasSize(3).allSatisfy(batch -> assertThat(batch).hasSize(1));
  }

  @Test
  void a_repeated_attempt_draws_only_what_is_missing() throws Exception {
    long id = submit(2);
    JobClaims claims = application.get(JobClaims.class);
    Claim claim = claims.next("elsewhere").orElseThrow();
    var stored = application.get(ImageStore.class).save(new byte[] {1}, id, 0, null);
    claims.record(
        claim,
        new Image(
            stored,
            claims.job(claim).parameters().picture("p", 0),
            "demo",
            null,
            id,
            0,
            true,
            application.clock.instant()));
    claims.handBack(claim);

    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.requests).extracting(GenerationRequest::seed).containsExactly(8L);
  }

  @Test
  void a_worker_that_is_stopped_hands_its_job_back_with_its_attempt() throws Exception {
    artist.goOn = new CountDownLatch(1);
    long id = submit(1);

    JobWorker worker = worker();
    artist.drawing.await();
    worker.stop();

    GenerationJob job = queue.find(id).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.attempts()).isZero();
    assertThat(pngs()).isEmpty();
  }

  @Test
  void a_cancelled_job_stops_and_leaves_nothing() throws Exception {
    artist.goOn = new CountDownLatch(1);
    long id = submit(1);

    JobWorker worker = worker();
    artist.drawing.await();
    queue.cancel(id);
    worker.onCancel(new CancelRequested(id));
    await(id, JobStatus.CANCELLED);
    worker.stop();

    assertThat(pngs()).isEmpty();
  }

  @Test
  void an_error_of_the_model_is_tried_three_times_and_told_in_one_sentence() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      artist.failures.add(new IllegalStateException("the GPU has gone\nwith details"));
    }
    long id = submit(1);

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.FAILED);
    worker.stop();

    assertThat(job.attempts()).isEqualTo(3);
    assertThat(job.error()).contains("Drawing failed: the GPU has gone");
  }

  @Test
  void a_picture_for_which_there_is_not_enough_memory_is_not_tried_again() throws Exception {
    artist.failures.add(new NotEnoughMemoryException(Device.gpu(1), 2048, 1024, null));
    long id = submit(1);

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.FAILED);
    worker.stop();

    assertThat(job.error())
        .contains("There is not enough memory on gpu:1 for 2048x1024; choose a smaller size");
    assertThat(job.attempts()).isEqualTo(1);
  }

  @Test
  void a_file_that_cannot_be_used_is_named_without_its_folders_and_not_tried_again()
      throws Exception {
    Path file = application.settings.loras().resolve("ink/ink.safetensors");
    artist.failures.add(new CheckpointException(file, "is a LoRA for SDXL"));
    long id = submit(1);

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.FAILED);
    worker.stop();

    assertThat(job.error()).contains("ink.safetensors: is a LoRA for SDXL");
    assertThat(job.attempts()).isEqualTo(1);
  }

  @Test
  void a_prompt_that_cannot_be_understood_is_not_tried_again() throws Exception {
    artist.failures.add(new IllegalArgumentException("Unknown LoRA 'oil'. Known: ink"));
    long id = submit(1);

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.FAILED);
    worker.stop();

    assertThat(job.error()).contains("Unknown LoRA 'oil'. Known: ink");
    assertThat(job.attempts()).isEqualTo(1);
  }

  @Test
  void a_model_that_is_gone_fails_the_job_at_once_and_the_next_one_is_drawn() throws Exception {
    artist.failures.add(new ModelUnavailableException("There is no model 'x'"));
    long failing = submit(1);
    long next = submit(1);

    JobWorker worker = worker();
    await(next, JobStatus.COMPLETED);
    worker.stop();

    GenerationJob job = queue.find(failing).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).contains("There is no model 'x'");
    assertThat(job.attempts()).isEqualTo(1);
  }
}
