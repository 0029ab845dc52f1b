package org.imagineer.inference;

import org.imagineer.inference.schedule.SchedulerKind;

/**
 * Everything that decides one picture: equal requests on the same model package draw equal
 * pictures.
 *
 * @param prompt what to draw; may be empty
 * @param negativePrompt what to keep away from; may be empty
 * @param seed seed of the start noise, 0 .. 2^31 - 1
 * @param steps denoising steps, 1 .. 150
 * @param guidanceScale classifier-free guidance, 0 .. 30; up to 1 the negative prompt has no part
 * @param width of the picture in pixels, a multiple of 8, 64 .. 2048
 * @param height of the picture in pixels, a multiple of 8, 64 .. 2048
 * @param scheduler the sampler
 * @param clipSkip layers of the text encoder counted from its end, 1 (the last one) .. 4, applied
 *     to both prompts
 */
public record GenerationRequest(
    String prompt,
    String negativePrompt,
    long seed,
    int steps,
    double guidanceScale,
    int width,
    int height,
    SchedulerKind scheduler,
    int clipSkip) {

  /** The largest seed, 2^31 - 1. */
  public static final long MAX_SEED = Integer.MAX_VALUE;

  /**
   * @throws IllegalArgumentException naming the first value out of its range
   */
  public GenerationRequest {
    if (prompt == null || negativePrompt == null || scheduler == null) {
      throw new IllegalArgumentException("prompt, negative prompt and scheduler must be given");
    }
    require(seed >= 0 && seed <= MAX_SEED, "Seed must be between 0 and 2147483647");
    require(steps >= 1 && steps <= 150, "Steps must be between 1 and 150");
    require(guidanceScale >= 0 && guidanceScale <= 30, "Guidance scale must be between 0 and 30");
    require(side(width), "Width must be between 64-2048 and divisible by 8");
    require(side(height), "Height must be between 64-2048 and divisible by 8");
    require(clipSkip >= 1 && clipSkip <= 4, "clip_skip must be between 1 and 4");
  }

  /** The same with another seed. */
  public GenerationRequest withSeed(long other) {
    return new GenerationRequest(
        prompt, negativePrompt, other, steps, guidanceScale, width, height, scheduler, clipSkip);
  }

  private static boolean side(int pixels) {
    return pixels >= 64 && pixels <= 2048 && pixels % 8 == 0;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
