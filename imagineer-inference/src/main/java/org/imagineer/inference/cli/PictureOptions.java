package org.imagineer.inference.cli;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.VaeTiling;
import org.imagineer.inference.Variation;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.schedule.SamplerOptions;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.inference.text.PromptSyntax;
import picocli.CommandLine.Option;

/** What is drawn, and how: everything but other pictures. */
final class PictureOptions {

  @Option(
      names = {"-p", "--prompt"},
      required = true,
      description =
          "What to draw. (word:1.3) and [word] weigh words, {a|b} chooses by the seed, [a:b:0.5] and [a|b] change with the"
              + " steps, <lora:name:0.8> merges a LoRA; a backslash before a bracket takes it literally.")
  private String prompt;

  @Option(
      names = {"-n", "--negative-prompt"},
      description = "What to keep away from.")
  private String negativePrompt;

  @Option(
      names = "--prompt-syntax",
      defaultValue = "a1111",
      description =
          "a1111, or plain: every character for itself, cut off at the model's length as diffusers does. Default:"
              + " ${DEFAULT-VALUE}.")
  private PromptSyntax syntax;

  @Option(names = "--seed", description = "0 .. 2147483647. Default: drawn at random and printed.")
  private Long seed;

  @Option(names = "--steps", description = "1 .. 150. Default: what the model recommends, else 30.")
  private Integer steps;

  @Option(
      names = "--guidance-scale",
      description = "0 .. 30. Default: what the model recommends, else 8.")
  private Double guidanceScale;

  @Option(
      names = "--width",
      description = "Multiple of 8, 64 .. 2048. Default: what the model recommends, else 512.")
  private Integer width;

  @Option(
      names = "--height",
      description = "Multiple of 8, 64 .. 2048. Default: what the model recommends, else 512.")
  private Integer height;

  @Option(
      names = "--scheduler",
      description =
          "The sampler, such as dpmpp_2m_karras, euler_a, unipc or lcm (with a LoRA made for it, 4 to 8 steps and a"
              + " guidance scale of 1 to 2); a wrong name lists all. Default: what the model recommends, else dpmpp_2m.")
  private String scheduler;

  @Option(names = "--eta", description = "0 .. 1, fresh noise in each step of ddim. Default: 0.")
  private Double eta;

  @Option(
      names = "--timestep-spacing",
      description = "linspace, leading or trailing. Default: the model's or the sampler's.")
  private Spacing spacing;

  @Option(
      names = "--karras-sigmas",
      arity = "1",
      description = "true or false, where the sampler has them. Default: the sampler's.")
  private Boolean karras;

  @Option(
      names = "--final-sigmas",
      description = "zero or sigma_min: where the last step leads. Default: zero.")
  private FinalSigma finalSigma;

  @Option(
      names = "--clip-skip",
      defaultValue = "1",
      description = "1 .. 4; 2 is what A1111 calls 'clip skip 2'. Default: ${DEFAULT-VALUE}.")
  private int clipSkip;

  @Option(names = "--variation-seed", description = "Another seed, whose noise is mixed in.")
  private Long variationSeed;

  @Option(
      names = "--variation-strength",
      defaultValue = "0.1",
      description = "0 .. 1, how much of it. Default: ${DEFAULT-VALUE}.")
  private double variationStrength;

  @Option(
      names = "--vae-tiling",
      defaultValue = "auto",
      description =
          "auto, on or off: decode in tiles, with less memory. Default: ${DEFAULT-VALUE}, above 1024x1024.")
  private VaeTiling tiling;

  /**
   * @throws IllegalArgumentException naming the first value that cannot be
   */
  GenerationRequestBuilder request(ModelDescription.Recommended recommended) {
    String name = given(scheduler, recommended.scheduler(), SchedulerKind.DPMPP_2M.id());
    return GenerationRequestBuilder.builder(GenerationRequest.of(prompt.strip()))
        .negativePrompt(given(negativePrompt, recommended.negativePrompt(), "").strip())
        .promptSyntax(syntax)
        .seed(
            seed != null
                ? seed
                : ThreadLocalRandom.current().nextLong(GenerationRequest.MAX_SEED + 1))
        .steps(given(steps, recommended.steps(), 30))
        .guidanceScale(given(guidanceScale, recommended.guidanceScale(), 8.0))
        .width(given(width, recommended.width(), 512))
        .height(given(height, recommended.height(), 512))
        .scheduler(
            SchedulerKind.byId(name)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "unknown scheduler '%s'; known: %s"
                                .formatted(name, SchedulerKind.ids()))))
        .sampler(new SamplerOptions(eta, spacing, karras, finalSigma))
        .clipSkip(clipSkip)
        .variation(variationSeed == null ? null : new Variation(variationSeed, variationStrength))
        .tiling(tiling);
  }

  private static <T> T given(T asked, T recommended, T otherwise) {
    return Optional.ofNullable(asked).or(() -> Optional.ofNullable(recommended)).orElse(otherwise);
  }
}
