package org.imagineer.job;

import static org.imagineer.job.RequestResolver.given;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.GuidanceInterval;
import org.imagineer.inference.InitImage;
import org.imagineer.inference.schedule.SchedulerKind;

/**
 * A request with every value decided, the seed too; kept with the job so that it draws the same
 * pictures whenever and wherever it runs.
 *
 * @param seed of the first picture
 * @param scheduler a {@link SchedulerKind#id}
 * @param output as sent; null when the server names the file
 * @param loras beside those that the prompt names
 * @param initImageId the picture to begin with; null to draw from noise alone
 * @param maskImageId white where the init image is repainted; null for all of it
 * @param strength how much of the init image is drawn anew; null without one
 * @param guidanceStart share of the steps before the first guided one; null for none
 * @param guidanceEnd share of the steps up to the last guided one; null for all
 * @param deepCacheInterval the deep part of the UNet is computed in every n-th model call; null for
 *     every one
 * @param tokenMerging share of the tokens that the UNet's finest self-attention leaves out; null
 *     for none
 * @param allowBatching whether pictures may be drawn in one batch with others; null for not
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobParameters(
    String negativePrompt,
    long seed,
    int steps,
    double guidanceScale,
    int width,
    int height,
    String scheduler,
    String model,
    int numImages,
    int clipSkip,
    boolean isPublic,
    String output,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JobLora> loras,
    Long initImageId,
    Long maskImageId,
    Double strength,
    Double guidanceStart,
    Double guidanceEnd,
    Integer deepCacheInterval,
    Double tokenMerging,
    Boolean allowBatching)
    implements JobParametersBuilder.With {

  public JobParameters {
    loras = loras == null ? List.of() : List.copyOf(loras);
  }

  /** Whether pictures may be drawn in one batch with others. */
  boolean batching() {
    return Boolean.TRUE.equals(allowBatching);
  }

  /** The steps that each picture takes: fewer of them where there is one to begin with. */
  int stepsPerImage() {
    return initImageId == null ? steps : InitImage.stepsOf(steps, strength);
  }

  /**
   * What to draw for picture {@code index}, from 0, leaving aside what lies in files: its seed is
   * (seed + index) mod 2^31.
   */
  GenerationRequest picture(String prompt, int index) {
    GenerationRequest first =
        GenerationRequest.of(prompt)
            .with(
                draft ->
                    draft
                        .negativePrompt(negativePrompt)
                        .seed(seed)
                        .steps(steps)
                        .guidanceScale(guidanceScale)
                        .width(width)
                        .height(height)
                        .scheduler(kind())
                        .clipSkip(clipSkip)
                        .guidanceInterval(
                            new GuidanceInterval(
                                given(guidanceStart, 0.0), given(guidanceEnd, 1.0)))
                        .deepCacheInterval(given(deepCacheInterval, 1))
                        .tokenMerging(given(tokenMerging, 0.0)));
    return first.withSeed(first.seedOf(index));
  }

  private SchedulerKind kind() {
    return SchedulerKind.byId(scheduler)
        .orElseThrow(() -> new IllegalArgumentException("Unknown scheduler " + scheduler));
  }
}
