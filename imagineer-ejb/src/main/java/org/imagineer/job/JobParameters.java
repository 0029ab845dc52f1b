package org.imagineer.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.schedule.SchedulerKind;

/**
 * A request with every value decided, the seed too; kept with the job so that it draws the same
 * pictures whenever and wherever it runs.
 *
 * @param seed of the first picture
 * @param scheduler a {@link SchedulerKind#id}
 * @param output as sent; null when the server names the file
 */
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
    String output) {

  /** What to draw for picture {@code index}, from 0: its seed is (seed + index) mod 2^31. */
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
                        .clipSkip(clipSkip));
    return first.withSeed(first.seedOf(index));
  }

  private SchedulerKind kind() {
    return SchedulerKind.byId(scheduler)
        .orElseThrow(() -> new IllegalArgumentException("Unknown scheduler " + scheduler));
  }
}
