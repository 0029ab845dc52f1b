package org.imagineer.web;

import java.lang.reflect.Field;
import java.time.Instant;
import org.imagineer.image.Image;
import org.imagineer.image.StoredFile;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.JobParameters;
import org.imagineer.job.JobParametersBuilder;

/** Entities as they come from the database, with the id that only the database gives. */
public final class Rows {

  /** When they were all made. */
  public static final Instant NOON = Instant.parse("2026-02-28T12:00:00Z");

  private Rows() {}

  /** A queued job of one picture. */
  public static GenerationJob job(long id) {
    return job(id, parameters());
  }

  /** A queued job that was asked for like this. */
  public static GenerationJob job(long id, JobParameters parameters) {
    return withId(new GenerationJob("a fox", parameters, NOON), id);
  }

  /** One picture, with nothing that need not be there. */
  public static JobParameters parameters() {
    return JobParametersBuilder.builder()
        .negativePrompt("")
        .seed(7)
        .steps(20)
        .guidanceScale(7.5)
        .width(128)
        .height(64)
        .scheduler("euler_a")
        .model("demo")
        .numImages(1)
        .clipSkip(1)
        .isPublic(true)
        .build();
  }

  /** A picture that job 7 has drawn. */
  public static Image image(long id, boolean visibleToAll) {
    StoredFile file =
        new StoredFile(
            "fox.png",
            "000007-0.png",
            "images/2026/02/000007-0.png",
            "thumbnails/2026/02/000007-0.webp",
            "ab".repeat(32),
            10,
            "image/png");
    GenerationRequest request =
        GenerationRequest.of("a fox")
            .with(
                draft ->
                    draft
                        .seed(7)
                        .steps(20)
                        .guidanceScale(7.5)
                        .width(128)
                        .height(64)
                        .scheduler(SchedulerKind.EULER_A));
    return withId(new Image(file, request, "demo", null, 7, 0, visibleToAll, NOON), id);
  }

  private static <T> T withId(T row, long id) {
    try {
      Field field = row.getClass().getDeclaredField("id");
      field.setAccessible(true);
      field.set(row, id);
      return row;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
