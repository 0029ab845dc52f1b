package org.imagineer.inference;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.schedule.SamplerOptions;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.inference.text.PromptSyntax;

/**
 * Everything that decides one picture: equal requests on the same model package, precision and
 * device draw equal pictures. Made by {@link #of} and the methods of the builder, which begin where
 * this stands: {@code request.with(draft -> draft.seed(8).steps(30))}.
 *
 * @param prompt what to draw; may be empty
 * @param negativePrompt what to keep away from; may be empty
 * @param promptSyntax how both are read
 * @param seed seed of the start noise, 0 .. 2^31 - 1
 * @param steps denoising steps, 1 .. 150
 * @param guidanceScale classifier-free guidance, 0 .. 30; up to 1 the negative prompt has no part
 * @param width of the picture in pixels, a multiple of 8, 64 .. 2048
 * @param height of the picture in pixels, a multiple of 8, 64 .. 2048
 * @param scheduler the sampler
 * @param sampler what is chosen about it
 * @param clipSkip layers of the text encoder counted from its end, 1 (the last one) .. 4, applied
 *     to both prompts
 * @param loras merged for this picture, beside those that the prompt names
 * @param variation another seed's noise that is mixed in; null for none
 * @param initImage what the picture is made from (img2img); null to draw from noise alone
 * @param inpaint what of the init image is repainted; null for all of it
 * @param outpaint by how much the init image is extended; null for not at all
 * @param hires drawing small first, then larger; null for in one go; the picture is larger than
 *     width and height then
 * @param tiling whether the VAE works in tiles
 * @param guidanceInterval the steps that are guided; all of them is exact
 * @param deepCacheInterval the deep part of the UNet is computed in every n-th model call, 1
 *     (exact) .. 10
 * @param tokenMerging share of the tokens that the UNet's finest self-attention leaves out, 0
 *     (exact) .. 0.75
 */
@RecordBuilder
public record GenerationRequest(
    String prompt,
    String negativePrompt,
    PromptSyntax promptSyntax,
    long seed,
    int steps,
    double guidanceScale,
    int width,
    int height,
    SchedulerKind scheduler,
    SamplerOptions sampler,
    int clipSkip,
    List<LoraUse> loras,
    Variation variation,
    InitImage initImage,
    Inpaint inpaint,
    Outpaint outpaint,
    HiresFix hires,
    VaeTiling tiling,
    GuidanceInterval guidanceInterval,
    int deepCacheInterval,
    double tokenMerging)
    implements GenerationRequestBuilder.With {

  /** The largest seed, 2^31 - 1. */
  public static final long MAX_SEED = Integer.MAX_VALUE;

  /** The largest side in pixels. */
  public static final int MAX_SIDE = 2048;

  /**
   * @throws IllegalArgumentException naming the first value out of its range
   */
  public GenerationRequest {
    if (prompt == null || negativePrompt == null || scheduler == null) {
      throw new IllegalArgumentException("prompt, negative prompt and scheduler must be given");
    }
    promptSyntax = promptSyntax == null ? PromptSyntax.A1111 : promptSyntax;
    sampler = sampler == null ? SamplerOptions.DEFAULT : sampler;
    loras = loras == null ? List.of() : List.copyOf(loras);
    tiling = tiling == null ? VaeTiling.AUTO : tiling;
    guidanceInterval = guidanceInterval == null ? GuidanceInterval.ALWAYS : guidanceInterval;
    require(seed >= 0 && seed <= MAX_SEED, "Seed must be between 0 and 2147483647");
    require(steps >= 1 && steps <= 150, "Steps must be between 1 and 150");
    require(guidanceScale >= 0 && guidanceScale <= 30, "Guidance scale must be between 0 and 30");
    require(side(width), "Width must be between 64-2048 and divisible by 8");
    require(side(height), "Height must be between 64-2048 and divisible by 8");
    require(clipSkip >= 1 && clipSkip <= 4, "clip_skip must be between 1 and 4");
    require(
        deepCacheInterval >= 1 && deepCacheInterval <= 10,
        "deep_cache_interval must be between 1 and 10");
    require(tokenMerging >= 0 && tokenMerging <= 0.75, "token_merging must be between 0 and 0.75");
    require(inpaint == null || initImage != null, "A mask needs an init image");
    require(outpaint == null || initImage != null, "Outpainting needs an init image");
    require(
        outpaint == null || inpaint == null, "Outpainting makes its own mask; leave the mask away");
    require(
        outpaint == null || outpaint.leavesRoom(width, height),
        "The margins of outpainting leave no room for the init image in a picture of %dx%d"
            .formatted(width, height));
    require(
        hires == null || initImage == null,
        "Hires fix draws from noise; it cannot be combined with an init image");
    require(
        hires == null || hires.fits(width, height),
        "Hires fix would make the picture larger than 2048 pixels");
    require(
        initImage == null || initImage.stepsOf(steps) >= 1,
        "strength must leave at least one step");
    require(
        hires == null || hires.stepsOf(steps) >= 1,
        "The hires strength must leave at least one step");
  }

  /**
   * A request for a picture of 512x512 in 30 steps of DPM++ 2M at a guidance scale of 8, from seed
   * 0.
   */
  public static GenerationRequest of(String prompt) {
    return GenerationRequestBuilder.builder()
        .prompt(prompt)
        .negativePrompt("")
        .steps(30)
        .guidanceScale(8)
        .width(512)
        .height(512)
        .scheduler(SchedulerKind.DPMPP_2M)
        .clipSkip(1)
        .deepCacheInterval(1)
        .build();
  }

  /** The seed of picture k, 0 .. of a batch: that of a single picture drawn with it. */
  public long seedOf(int k) {
    return (seed + k) % (MAX_SEED + 1);
  }

  /** Width of the finished picture in pixels: the init image's where only a part is repainted. */
  public int finalWidth() {
    if (keepsSize()) {
      return initImage.picture().getWidth();
    }
    return hires == null ? width : hires.side(width);
  }

  /** Height of the finished picture in pixels, likewise. */
  public int finalHeight() {
    if (keepsSize()) {
      return initImage.picture().getHeight();
    }
    return hires == null ? height : hires.side(height);
  }

  private boolean keepsSize() {
    return inpaint != null && inpaint.area() == Inpaint.Area.MASKED;
  }

  static boolean side(int pixels) {
    return pixels >= 64 && pixels <= MAX_SIDE && pixels % 8 == 0;
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
