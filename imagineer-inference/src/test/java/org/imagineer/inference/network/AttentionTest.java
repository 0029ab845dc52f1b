package org.imagineer.inference.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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

class AttentionTest {

  private static final int IMAGES = 2;
  private static final int QUERIES = 9;
  private static final int KEYS = 5;
  private static final int HEADS = 4;
  private static final int CHANNELS = 8;

  /** One head has 90 scores: all heads at once, two of them, one, and one in slices of queries. */
  @ParameterizedTest
  @CsvSource({"360, 1, 1", "359, 2, 1", "90, 4, 1", "89, 4, 2", "20, 4, 5", "1, 4, 9"})
  void attention_in_parts_equals_the_formula(long most, int ofHeads, int ofQueries) {
    float[][] q = random(1, IMAGES * QUERIES, CHANNELS);
    float[][] k = random(2, IMAGES * KEYS, CHANNELS);
    float[][] v = random(3, IMAGES * KEYS, CHANNELS);
    float[][] mask = random(4, QUERIES, KEYS);
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      assertThat(AttentionParts.of(shape(QUERIES), shape(KEYS), most))
          .isEqualTo(new AttentionParts(ofHeads, ofQueries));
      Operand<TFloat32> seen =
          new Attention<>(new Layers<>(tf, Style.PORTABLE), HEADS, tf.constant(mask), most)
              .attend(
                  tf.constant(q), tf.constant(k), tf.constant(v), tf.constant(IMAGES), CHANNELS);
      TFloat32 tensor = seen.asTensor();
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.copyTo(DataBuffers.of(values, false, false));
      assertThat(values).containsExactly(formula(q, k, v, mask), Offset.offset(1e-5f));
    }
  }

  @Test
  void a_large_picture_has_larger_parts_rather_than_thousands_of_them() {
    Shape large = Shape.of(8, 2, 128 * 128, 40);
    assertThat(AttentionParts.of(large, large, 2 << 20)).isEqualTo(new AttentionParts(8, 16));
  }

  private static Shape shape(int tokens) {
    return Shape.of(HEADS, IMAGES, tokens, CHANNELS / HEADS);
  }

  /** softmax(q k / sqrt(d) + mask) v, image by image, head by head and query by query. */
  private static float[] formula(float[][] q, float[][] k, float[][] v, float[][] mask) {
    int d = CHANNELS / HEADS;
    float[] all = new float[IMAGES * QUERIES * CHANNELS];
    for (int row = 0; row < IMAGES * QUERIES; row++) {
      int first = row / QUERIES * KEYS;
      for (int head = 0; head < HEADS; head++) {
        double[] weights = new double[KEYS];
        double sum = 0;
        for (int key = 0; key < KEYS; key++) {
          double score = 0;
          for (int c = head * d; c < (head + 1) * d; c++) {
            score += q[row][c] * k[first + key][c];
          }
          weights[key] = Math.exp(score / Math.sqrt(d) + mask[row % QUERIES][key]);
          sum += weights[key];
        }
        for (int c = head * d; c < (head + 1) * d; c++) {
          double value = 0;
          for (int key = 0; key < KEYS; key++) {
            value += weights[key] / sum * v[first + key][c];
          }
          all[row * CHANNELS + c] = (float) value;
        }
      }
    }
    return all;
  }

  private static float[][] random(long seed, int rows, int columns) {
    Random random = new Random(seed);
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int column = 0; column < columns; column++) {
        row[column] = (float) random.nextGaussian();
      }
    }
    return values;
  }
}
