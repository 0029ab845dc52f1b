package org.imagineer.inference;

import java.util.function.IntFunction;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598, eq. 6, in the form that Stable
 * Diffusion uses).
 *
 * <pre>eps = eps(negative) + scale * (eps(positive) - eps(negative))</pre>
 *
 * Both branches go through the network in one batch, the negative half first; one after the other
 * where the prompts have different lengths, or memory is short. At a scale of 1 or less, and
 * outside of the interval, there is no negative branch and the network runs once.
 *
 * @param negative embedding of the negative prompt at a step, 1 .. : [1, T, C]; null where the
 *     scale needs none
 * @param positive embedding of the prompt at a step: [1, T, C]
 * @param steps denoising steps, of which the prompts may speak
 * @param interval the steps that have a negative branch
 * @param skipped steps of the schedule that came before, which are not done
 */
record Guidance(
    IntFunction<TextEmbeddings> negative,
    IntFunction<TextEmbeddings> positive,
    float scale,
    int steps,
    GuidanceInterval interval,
    int skipped) {

  /** Guidance in all steps, from the first one on. */
  static Guidance of(
      IntFunction<TextEmbeddings> negative,
      IntFunction<TextEmbeddings> positive,
      double scale,
      int steps) {
    return new Guidance(negative, positive, (float) scale, steps, GuidanceInterval.ALWAYS, 0);
  }

  /**
   * The same in some steps only.
   *
   * @param skipped steps of the schedule that come before the first, and are not done
   */
  Guidance within(GuidanceInterval chosen, int skipped) {
    return new Guidance(negative, positive, scale, steps, chosen, skipped);
  }

  /** Whether a negative prompt has any part at this scale. */
  static boolean usesNegative(double scale) {
    return scale > 1;
  }

  /**
   * What guides a model call. Samplers may make more calls than steps: those are spread evenly.
   *
   * @param call 0 .. calls - 1
   */
  Step at(int call, int calls) {
    int step = 1 + call * steps / calls;
    boolean guided = usesNegative(scale) && interval.holds(skipped + step - 1, skipped + steps);
    return new Step(guided ? negative.apply(step) : null, positive.apply(step), scale);
  }

  /**
   * One step's guidance.
   *
   * @param negative [1, T', C]; null where there is no such branch
   * @param positive [1, T, C]
   */
  record Step(TextEmbeddings negative, TextEmbeddings positive, float scale) {

    /**
     * What the step's model call comes to.
     *
     * @param without what the network said of the negative prompt, [N, C, H, W]
     * @param with what it said of the prompt, [N, C, H, W]
     * @return [N, C, H, W]
     */
    Latents guided(Latents without, Latents with) {
      float[] guided = new float[with.values().length];
      for (int i = 0; i < guided.length; i++) {
        float base = without.values()[i];
        guided[i] = base + scale * (with.values()[i] - base);
      }
      return with.with(guided);
    }
  }
}
