package org.imagineer.inference;

import java.util.Arrays;
import java.util.List;
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

    /** What the network says of {@code input} [N, C, H, W] at a timestep, guided: [N, C, H, W]. */
    Latents predict(DeepCache network, Latents input, float timestep) {
      if (negative == null) {
        return single(network, input, timestep, positive);
      }
      int size = input.values().length;
      float[] both; // [2N, C, H, W]
      if (positive.tokens() == negative.tokens()) {
        int n = input.batch();
        both =
            network
                .predictNoise(
                    twice(input),
                    timesteps(timestep, 2 * n),
                    context(n, negative, positive),
                    List.of(negative, positive))
                .values();
      } else {
        both = Arrays.copyOf(single(network, input, timestep, negative).values(), 2 * size);
        System.arraycopy(single(network, input, timestep, positive).values(), 0, both, size, size);
      }
      float[] guided = new float[size];
      for (int i = 0; i < size; i++) {
        guided[i] = both[i] + scale * (both[size + i] - both[i]);
      }
      return input.with(guided);
    }
  }

  private static Latents single(
      DeepCache network, Latents input, float timestep, TextEmbeddings text) {
    int n = input.batch();
    return network.predictNoise(input, timesteps(timestep, n), context(n, text), List.of(text));
  }

  private static float[] timesteps(float timestep, int batch) {
    float[] all = new float[batch];
    Arrays.fill(all, timestep);
    return all;
  }

  private static Latents twice(Latents x) {
    float[] values = Arrays.copyOf(x.values(), 2 * x.values().length);
    System.arraycopy(x.values(), 0, values, x.values().length, x.values().length);
    return new Latents(2 * x.batch(), x.channels(), x.height(), x.width(), values);
  }

  /** Each prompt n times, one prompt after the other: [prompts * n, T, C]. */
  private static TextEmbeddings context(int n, TextEmbeddings... prompts) {
    int size = prompts[0].values().length;
    float[] values = new float[prompts.length * n * size];
    for (int i = 0; i < prompts.length * n; i++) {
      System.arraycopy(prompts[i / n].values(), 0, values, i * size, size);
    }
    return new TextEmbeddings(
        prompts.length * n, prompts[0].tokens(), prompts[0].channels(), values);
  }
}
