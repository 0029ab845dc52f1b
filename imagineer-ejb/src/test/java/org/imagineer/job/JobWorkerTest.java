package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.imagineer.database.TestApplication;
import org.imagineer.database.TestDatabase;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationCancelledException;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;
import org.imagineer.model.Artist;
import org.imagineer.model.ModelUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobWorkerTest {

  @TempDir Path home;

  private final ScriptedArtist artist = new ScriptedArtist();
  private final ExecutorService lane = Executors.newSingleThreadExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private TestApplication application;
  private JobQueue queue;
  private ImageLibrary library;

  @BeforeEach
  void start() throws IOException {
    application = new TestApplication(TestDatabase.H2.empty(), home);
    queue = application.get(JobQueue.class);
    library = application.get(ImageLibrary.class);
  }

  @AfterEach
  void stop() {
    artist.goOn.countDown();
    lane.shutdownNow();
    timer.shutdownNow();
    application.close();
  }

  /** Draws one grey picture per request, in as many steps as are asked for, as it is told to. */
  private static final class ScriptedArtist implements Artist {

    final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    final List<Long> seeds = new CopyOnWriteArrayList<>();
    final CountDownLatch drawing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(0);
    volatile boolean closed;

    @Override
    public void prepare() {}

    @Override
    public GeneratedImage draw(String model, GenerationRequest wanted, GenerationListener asks) {
      seeds.add(wanted.seed());
      RuntimeException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      for (int step = 1; step <= wanted.steps(); step++) {
        asks.step(step, wanted.steps());
        drawing.countDown();
        waitUnless(asks);
      }
      return new GeneratedImage(
          new BufferedImage(wanted.width(), wanted.height(), BufferedImage.TYPE_INT_RGB),
          wanted,
          model);
    }

    private void waitUnless(GenerationListener asks) {
      try {
        do {
          if (asks.cancelled()) {
            throw new GenerationCancelledException();
          }
        } while (!goOn.await(5, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        throw new GenerationCancelledException();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private JobWorker worker() {
    JobWorker worker =
        new JobWorker(
            application.get(JobClaims.class),
            library,
            application.get(ImageStore.class),
            artist,
            application.get(ProgressBoard.class),
            application.clock,
            application.settings);
    worker.start(lane, timer);
    return worker;
  }

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

    assertThat(artist.seeds).containsExactly(7L, 8L, 9L);
    assertThat(pictures(id)).extracting(Image::imageIndex).containsExactly(0, 1, 2);
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
            id,
            0,
            true,
            application.clock.instant()));
    claims.handBack(claim);

    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.seeds).containsExactly(8L);
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

  private long submit(int images) {
    return queue
        .submit(
            new JobRequest(
                "a fox, and a \"hen\"",
                null,
                7L,
                2,
                null,
                64,
                64,
                null,
                null,
                images,
                null,
                null,
                null))
        .id();
  }

  private GenerationJob await(long id, JobStatus status) {
    GenerationJob job = queue.find(id).orElseThrow();
    while (!job.status().finished()) {
      Thread.onSpinWait();
      job = queue.find(id).orElseThrow();
    }
    assertThat(job.status()).as(job.error().orElse("")).isEqualTo(status);
    return job;
  }

  private List<Image> pictures(long id) {
    return library.ofJobs(List.of(id)).getOrDefault(id, List.of());
  }

  private List<Path> pngs() throws IOException {
    Path images = application.settings.images();
    if (!Files.exists(images)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(images)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
