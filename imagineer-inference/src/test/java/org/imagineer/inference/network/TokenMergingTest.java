package org.imagineer.inference.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Tokens that are merged and given back, against the same told step by step. */
class TokenMergingTest {

  private static final int CHANNELS = 6;
  private static final int IMAGES = 2;

  @ParameterizedTest
  @CsvSource({"4,4,0", "4,4,5", "4,4,12", "5,7,1", "5,7,17", "5,7,23", "1,3,1", "2,1,1", "16,8,64"})
  void the_most_similar_tokens_share_their_mean(int height, int width, int merged) {
    float[][] tokens = random(IMAGES * height * width);
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TInt32> targets = targets(tf, height, width, 500);
      float[][] given = mergedAndBack(tf, tokens, height * width, merged, targets);
      for (int image = 0; image < IMAGES; image++) {
        int first = image * height * width;
        float[][] own = Arrays.copyOfRange(tokens, first, first + height * width);
        float[][] expected = told(own, merged, ints(targets));
        for (int i = 0; i < own.length; i++) {
          assertThat(given[first + i]).containsExactly(expected[i], Offset.offset(1e-5f));
        }
      }
    }
  }

  @Test
  void tokens_that_are_no_numbers_are_merged_somewhere() {
    float[][] tokens = random(IMAGES * 16);
    Arrays.stream(tokens).forEach(token -> Arrays.fill(token, Float.NaN));
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      float[][] given = mergedAndBack(tf, tokens, 16, 8, targets(tf, 4, 4, 1));
      assertThat(given).hasDimensions(tokens.length, CHANNELS);
    }
  }

  @ParameterizedTest
  @CsvSource({"8,8", "9,8", "8,9", "9,11", "1,1"})
  void each_window_has_one_target_and_another_one_in_another_step(int height, int width) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      int[] targets = ints(targets(tf, height, width, 981));
      assertThat(windows(targets, width))
          .hasSize((height + 1) / 2 * ((width + 1) / 2))
          .hasSize(targets.length);
      assertThat(Arrays.stream(targets)).allMatch(position -> position < height * width);
      assertThat(ints(targets(tf, height, width, 981))).isEqualTo(targets);
      if (height > 1) {
        assertThat(ints(targets(tf, height, width, 961))).isNotEqualTo(targets);
      }
      assertThat(Shortcuts.merging(1, height, width).mergedTokens())
          .isEqualTo(height * width - targets.length);
    }
  }

  private static Set<Integer> windows(int[] positions, int width) {
    Set<Integer> windows = new HashSet<>();
    for (int position : positions) {
      windows.add(position / width / 2 * width + position % width / 2);
    }
    return windows;
  }

  private static Operand<TInt32> targets(Ops tf, int height, int width, float timestep) {
    return new MergeTargets(tf)
        .at(tf.constant(height), tf.constant(width), tf.constant(new float[] {timestep}));
  }

  private static float[][] mergedAndBack(
      Ops tf, float[][] tokens, int perImage, int merged, Operand<TInt32> targets) {
    TokenMerging<TFloat32> merging =
        new TokenMerging<>(
            new Layers<>(tf, Style.PORTABLE),
            tf.constant(IMAGES),
            tf.constant(perImage),
            tf.constant(merged),
            targets);
    Operand<TFloat32> x = tf.constant(tokens); // [B*N, C]
    var merge = merging.of(x, CHANNELS);
    Operand<TFloat32> fewer = merge.merged(x); // [B*M, C]
    assertThat(fewer.shape()).isEqualTo(Shape.of(IMAGES * (perImage - merged), CHANNELS));
    return floats(merge.unmerged(fewer));
  }

  /** The paper's figure 3, one token after the other. */
  private static float[][] told(float[][] tokens, int merged, int[] targets) {
    int[] goals = new int[tokens.length];
    double[] cosines = new double[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      float[] token = tokens[i];
      goals[i] =
          Arrays.stream(targets)
              .boxed()
              .max(Comparator.comparingDouble(target -> cosine(token, tokens[target])))
              .orElseThrow();
      cosines[i] = cosine(token, tokens[goals[i]]);
    }
    Set<Integer> kept = new HashSet<>(Arrays.stream(targets).boxed().toList());
    List<Integer> gone =
        IntStream.range(0, tokens.length)
            .filter(i -> !kept.contains(i))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -cosines[i]))
            .limit(merged)
            .toList();
    float[][] all = tokens.clone();
    for (int target : targets) {
      List<Integer> members =
          IntStream.range(0, tokens.length)
              .filter(i -> i == target || gone.contains(i) && goals[i] == target)
              .boxed()
              .toList();
      float[] mean = new float[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        int channel = c;
        mean[c] =
            (float) members.stream().mapToDouble(i -> tokens[i][channel]).average().orElseThrow();
      }
      members.forEach(i -> all[i] = mean);
    }
    return all;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      left += a[i] * a[i];
      right += b[i] * b[i];
    }
    return product / Math.sqrt(left * right);
  }

  private static float[][] random(int count) {
    Random random = new Random(5);
    float[][] tokens = new float[count][CHANNELS];
    for (float[] token : tokens) {
      for (int c = 0; c < CHANNELS; c++) {
        token[c] = (float) random.nextGaussian();
      }
    }
    return tokens;
  }

  private static float[][] floats(Operand<TFloat32> x) {
    TFloat32 tensor = x.asTensor();
    float[] flat = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(flat, false, false));
    return IntStream.range(0, flat.length / CHANNELS)
        .mapToObj(row -> Arrays.copyOfRange(flat, row * CHANNELS, (row + 1) * CHANNELS))
        .toArray(float[][]::new);
  }

  private static int[] ints(Operand<TInt32> x) {
    TInt32 tensor = x.asTensor();
    int[] values = new int[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
