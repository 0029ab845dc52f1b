package org.imagineer.inference;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598, eq. 6, in the form that Stable
 * Diffusion uses).
 *
 * <pre>eps = eps(negative) + scale * (eps(positive) - eps(negative))</pre>
 *
 * Both branches go through the network in one batch, the negative half first; one after the other
 * where the prompts have different lengths. At a scale of 1 or less there is no negative branch and
 * the network runs once.
 *
 * @param negative embedding of the negative prompt at a step, 1 .. : [1, T, C]; null where the
 *     scale needs none
 * @param positive embedding of the prompt at a step: [1, T, C]
 * @param steps denoising steps, of which the prompts may speak
 */
record Guidance(
    IntFunction<TextEmbeddings> negative,
    IntFunction<TextEmbeddings> positive,
    float scale,
    int steps) {

  static Guidance of(
      IntFunction<TextEmbeddings> negative,
      IntFunction<TextEmbeddings> positive,
      double scale,
      int steps) {
    return new Guidance(negative, positive, (float) scale, steps);
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
    return new Step(usesNegative(scale) ? negative.apply(step) : null, positive.apply(step), scale);
  }

  /**
   * One step's guidance.
   *
   * @param negative [1, T', C]; null where the scale needs none
   * @param positive [1, T, C]
   */
  record Step(TextEmbeddings negative, TextEmbeddings positive, float scale) {

    /** What the network says of {@code input} [N, C, H, W] at a timestep, guided: [N, C, H, W]. */
    Latents predict(LoadedModel model, Latents input, float timestep) {
      if (negative == null) {
        return single(model, input, timestep, positive);
      }
      int size = input.values().length;
      float[] both; // [2N, C, H, W]
      if (positive.tokens() == negative.tokens()) {
        int n = input.batch();
        both =
            model
                .predictNoise(
                    twice(input), timesteps(timestep, 2 * n), context(n, negative, positive))
                .values();
      } else {
        both = Arrays.copyOf(single(model, input, timestep, negative).values(), 2 * size);
        System.arraycopy(single(model, input, timestep, positive).values(), 0, both, size, size);
      }
      float[] guided = new float[size];
      for (int i = 0; i < size; i++) {
        guided[i] = both[i] + scale * (both[size + i] - both[i]);
      }
      return input.with(guided);
    }
  }

  private static Latents single(
      LoadedModel model, Latents input, float timestep, TextEmbeddings text) {
    int n = input.batch();
    return model.predictNoise(input, timesteps(timestep, n), context(n, text));
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
