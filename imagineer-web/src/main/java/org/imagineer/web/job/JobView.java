package org.imagineer.web.job;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.imagineer.image.Image;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.JobLora;
import org.imagineer.job.JobParameters;
import org.imagineer.job.JobProgress;
import org.imagineer.web.http.UtcTime;

/**
 * A job as clients see it; components that are null are left out.
 *
 * @param progress 0 .. 1 over all pictures
 * @param step steps done over all pictures
 * @param loras beside those that the prompt names
 * @param strength how much of the init image is drawn anew
 * @param guidanceStart only if asked for, as are the next two, which the contract does not name
 * @param outputPath the first picture, relative to the data folder
 * @param estimatedTimeRemaining seconds, or JSON null while unknown; only for a single, unfinished
 *     job
 * @param queuePosition 0 running, 1 next; only for a single, unfinished job
 */
public record JobView(
    long id,
    String status,
    String prompt,
    String submittedAt,
    double progress,
    int attempts,
    int numImages,
    String negativePrompt,
    long seed,
    int steps,
    double guidanceScale,
    int width,
    int height,
    String scheduler,
    String model,
    int clipSkip,
    boolean isPublic,
    String output,
    List<JobLora> loras,
    Long initImageId,
    Long maskImageId,
    Double strength,
    Double guidanceStart,
    Double guidanceEnd,
    Integer deepCacheInterval,
    Double tokenMerging,
    Boolean allowBatching,
    String outputPath,
    String outputDir,
    String startedAt,
    String completedAt,
    String cancelledAt,
    Double durationSeconds,
    String error,
    int step,
    int totalSteps,
    Double etaSeconds,
    List<Long> imageIds,
    Long queuePosition,
    JsonValue estimatedTimeRemaining) {

  /**
   * @param live progress that is fresher than the job's row, while it is drawn here
   * @param images the pictures that are finished, in order
   */
  public static JobView of(GenerationJob job, Optional<JobProgress> live, List<Image> images) {
    return view(job, live, images, null);
  }

  /** The view of one job alone, which also tells its place in the queue. */
  public static JobView alone(
      GenerationJob job, Optional<JobProgress> live, List<Image> images, Optional<Long> position) {
    return view(job, live, images, position.orElse(null));
  }

  private static JobView view(
      GenerationJob job, Optional<JobProgress> live, List<Image> images, Long position) {
    JobParameters asked = job.parameters();
    Double eta = live.map(JobProgress::etaSeconds).orElse(null);
    Optional<String> first = images.stream().findFirst().map(Image::filePath);
    return new JobView(
        job.id(),
        job.status().id(),
        job.prompt(),
        UtcTime.text(job.submittedAt()),
        live.map(JobProgress::fraction).orElse(job.progress()),
        job.attempts(),
        asked.numImages(),
        asked.negativePrompt(),
        asked.seed(),
        asked.steps(),
        asked.guidanceScale(),
        asked.width(),
        asked.height(),
        asked.scheduler(),
        asked.model(),
        asked.clipSkip(),
        asked.isPublic(),
        asked.output(),
        asked.loras().isEmpty() ? null : asked.loras(),
        asked.initImageId(),
        asked.maskImageId(),
        asked.strength(),
        asked.guidanceStart(),
        asked.guidanceEnd(),
        asked.deepCacheInterval(),
        asked.tokenMerging(),
        asked.allowBatching(),
        first.orElse(null),
        first.map(JobView::folder).orElse(null),
        job.startedAt().map(UtcTime::text).orElse(null),
        job.completedAt().map(UtcTime::text).orElse(null),
        job.cancelledAt().map(UtcTime::text).orElse(null),
        job.duration().map(JobView::seconds).orElse(null),
        job.error().orElse(null),
        live.map(JobProgress::step).orElse(job.step()),
        live.map(JobProgress::totalSteps).orElse(job.totalSteps()),
        eta,
        images.isEmpty() ? null : images.stream().map(Image::id).toList(),
        position,
        position == null ? null : remaining(eta));
  }

  private static JsonValue remaining(Double eta) {
    return eta == null ? JsonValue.NULL : Json.createValue(eta);
  }

  private static String folder(String path) {
    Path parent = Path.of(path).getParent();
    return parent == null ? "" : parent.toString();
  }

  private static Double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
