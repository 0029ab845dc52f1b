package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.imagineer.database.TestApplication;
import org.imagineer.database.TestDatabase;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.model.Artist;
import org.imagineer.model.LoraCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker on a fresh queue, with an artist that does as it is told. */
@Timeout(60)
abstract class WorkerOnQueue {

  @TempDir Path home;

  final ScriptedArtist artist = new ScriptedArtist();
  final ExecutorService threads = Executors.newCachedThreadPool();
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  TestApplication application;
  JobQueue queue;
  ImageLibrary library;

  /** What is set beside the usual. */
  Map<String, String> configuration() {
    return Map.of();
  }

  @BeforeEach
  void begin() throws IOException {
    application = new TestApplication(TestDatabase.H2.empty(), home, configuration());
    queue = application.get(JobQueue.class);
    library = application.get(ImageLibrary.class);
  }

  @AfterEach
  void end() {
    artist.goOn.countDown();
    threads.shutdownNow();
    timer.shutdownNow();
    application.close();
  }

  JobWorker worker() {
    return worker(artist);
  }

  /** A worker with a lane for each of these. */
  JobWorker worker(Artist... artists) {
    JobWorker worker =
        new JobWorker(
            application.get(JobClaims.class),
            library,
            application.get(ImageStore.class),
            () -> List.of(artists),
            application.get(ProgressBoard.class),
            application.clock,
            application.get(LoraCatalog.class),
            application.settings);
    worker.start(threads, timer);
    return worker;
  }

  long submit(int images) {
    return queue.submit(request().withNumImages(images)).id();
  }

  static JobRequest request() {
    return JobRequest.of("a fox, and a \"hen\"")
        .with(draft -> draft.seed(7L).steps(2).width(64).height(64));
  }

  GenerationJob await(long id, JobStatus status) {
    GenerationJob job = queue.find(id).orElseThrow();
    while (!job.status().finished()) {
      Thread.onSpinWait();
      job = queue.find(id).orElseThrow();
    }
    assertThat(job.status()).as(job.error().orElse("")).isEqualTo(status);
    return job;
  }

  List<Image> pictures(long id) {
    return library.ofJobs(List.of(id)).getOrDefault(id, List.of());
  }

  List<Path> pngs() throws IOException {
    Path images = application.settings.images();
    if (!Files.exists(images)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(images)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
