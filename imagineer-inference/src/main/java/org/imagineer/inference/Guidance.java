package org.imagineer.inference;

import java.util.Arrays;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598, eq. 6, in the form that Stable
 * Diffusion uses).
 *
 * <pre>eps = eps(negative) + scale * (eps(positive) - eps(negative))</pre>
 *
 * Both branches go through the network in one batch, the negative half first. At a scale of 1 or
 * less there is no negative branch and the network runs once.
 *
 * @param negative embedding of the negative prompt, [1, T, C]; null where the scale needs none
 * @param positive embedding of the prompt, [1, T, C]
 */
record Guidance(TextEmbeddings negative, TextEmbeddings positive, float scale) {

  static Guidance of(TextEmbeddings negative, TextEmbeddings positive, double scale) {
    return new Guidance(negative, positive, (float) scale);
  }

  /** Whether a negative prompt has any part at this scale. */
  static boolean usesNegative(double scale) {
    return scale > 1;
  }

  /** What the network says of {@code input} [N, C, H, W] at a timestep, guided: [N, C, H, W]. */
  Latents predict(LoadedModel model, Latents input, float timestep) {
    int n = input.batch();
    if (!usesNegative(scale)) {
      return model.predictNoise(input, timesteps(timestep, n), context(n, false));
    }
    Latents both =
        model.predictNoise(
            twice(input), timesteps(timestep, 2 * n), context(n, true)); // [2N, C, H, W]
    int size = input.values().length;
    float[] guided = new float[size];
    for (int i = 0; i < size; i++) {
      float without = both.values()[i];
      guided[i] = without + scale * (both.values()[size + i] - without);
    }
    return input.with(guided);
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

  private TextEmbeddings context(int n, boolean withNegative) {
    int size = positive.values().length;
    int branches = withNegative ? 2 : 1;
    float[] values = new float[branches * n * size];
    for (int i = 0; i < branches * n; i++) {
      float[] source = withNegative && i < n ? negative.values() : positive.values();
      System.arraycopy(source, 0, values, i * size, size);
    }
    return new TextEmbeddings(branches * n, positive.tokens(), positive.channels(), values);
  }
}
