package org.imagineer.job;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What somebody asks for, before defaults. Null means "not given", except for the prompt, which is
 * needed. Texts are trimmed here; {@link RequestRules} says what values are allowed. Made by {@link
 * #of} and the methods of the builder.
 *
 * @param seed 0 .. 2^31 - 1; drawn at random when absent
 * @param width in pixels
 * @param height in pixels
 * @param scheduler a {@link org.imagineer.inference.schedule.SchedulerKind#id}
 * @param model name of a model package
 * @param numImages pictures to draw, 1 when absent
 * @param clipSkip 1 .. 4, 1 when absent
 * @param isPublic whether everybody may see the pictures; when absent, true in development mode
 * @param output where to put the picture, relative to the images folder
 * @param loras beside those that the prompt names; may be empty
 * @param initImageId the picture to begin with (img2img)
 * @param maskImageId a picture that is white where the init image is repainted
 * @param strength 0 .. 1, how much of the init image is drawn anew
 * @param guidanceStart share of the steps before the first guided one, 0 .. 1; 0 when absent
 * @param guidanceEnd share of the steps up to the last guided one, 0 .. 1; 1 when absent
 * @param deepCacheInterval the deep part of the UNet is computed in every n-th model call, 1 .. 10;
 *     1 when absent
 * @param tokenMerging share of the tokens that the UNet's finest self-attention leaves out, 0 ..
 *     0.75; 0 when absent
 * @param allowBatching whether pictures may be drawn in one batch with others, which rounds
 *     differently; not when absent
 */
@RecordBuilder
public record JobRequest(
    String prompt,
    String negativePrompt,
    Long seed,
    Integer steps,
    Double guidanceScale,
    Integer width,
    Integer height,
    String scheduler,
    String model,
    Integer numImages,
    Integer clipSkip,
    Boolean isPublic,
    String output,
    List<LoraChoice> loras,
    Long initImageId,
    Long maskImageId,
    Double strength,
    Double guidanceStart,
    Double guidanceEnd,
    Integer deepCacheInterval,
    Double tokenMerging,
    Boolean allowBatching)
    implements JobRequestBuilder.With {

  public JobRequest {
    prompt = prompt == null ? null : prompt.strip();
    negativePrompt = negativePrompt == null ? null : negativePrompt.strip();
    loras = loras == null ? List.of() : List.copyOf(loras);
  }

  /** A request that leaves all but the prompt to the defaults. */
  public static JobRequest of(String prompt) {
    return JobRequestBuilder.builder().prompt(prompt).build();
  }
}
