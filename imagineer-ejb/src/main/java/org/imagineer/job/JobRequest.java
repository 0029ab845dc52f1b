package org.imagineer.job;

/**
 * What somebody asks for, before defaults. Null means "not given", except for the prompt, which is
 * needed. Texts are trimmed here; {@link RequestRules} says what values are allowed.
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
 */
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
    String output) {

  public JobRequest {
    prompt = prompt == null ? null : prompt.strip();
    negativePrompt = negativePrompt == null ? null : negativePrompt.strip();
  }

  /** A request that leaves all but the prompt to the defaults. */
  public static JobRequest of(String prompt) {
    return new JobRequest(
        prompt, null, null, null, null, null, null, null, null, null, null, null, null);
  }
}
