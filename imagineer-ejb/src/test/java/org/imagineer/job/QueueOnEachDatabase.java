package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imagineer.database.TestApplication;
import org.imagineer.database.TestDatabase;
import org.imagineer.image.Image;
import org.imagineer.image.ImageFilter;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageSearch;
import org.imagineer.image.StoredFile;
import org.imagineer.image.Visibility;
import org.imagineer.inference.GenerationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A fresh queue on each database that it can stand on, and what its tests say most often. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
abstract class QueueOnEachDatabase {

  @Parameter TestDatabase database;
  @TempDir Path home;

  TestApplication application;
  JobQueue queue;
  JobClaims claims;
  ImageLibrary library;
  ImageSearch search;

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

  long pictures() {
    return search.page(ImageFilter.of(Visibility.ALL), 1, 1).total();
  }

  long submit(String prompt) {
    return queue.submit(JobRequest.of(prompt)).id();
  }

  long submit(String prompt, int images) {
    return queue.submit(JobRequest.of(prompt).withNumImages(images)).id();
  }

  Claim claim(String worker) {
    return claims.next(worker).orElseThrow();
  }

  GenerationJob read(long id) {
    return queue.find(id).orElseThrow();
  }

  Image image(long jobId, int index) {
    String name = jobId + "-" + index + "-" + System.nanoTime() + ".png";
    return new Image(
        new StoredFile(name, name, "images/" + name, null, "0".repeat(64), 7, "image/png"),
        GenerationRequest.of("p").withSteps(1),
        "demo",
        null,
        jobId,
        index,
        true,
        application.clock.instant());
  }

  static <T> T inAnotherThread(Callable<T> work) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(work).get();
    } finally {
      thread.shutdownNow();
    }
  }

  static void assertStale(ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOf(StaleClaimException.class);
  }
}
