package org.imagineer.inference.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What the UNet knows of the timestep: sinusoids (Vaswani et al. 2017, arXiv:1706.03762, section
 * 3.5) through two linear layers; in some, what they are conditioned on besides.
 */
record TimeEmbedding<T extends TNumber>(Ops tf, Layers<T> layers, UNetConfig size) {

  private static final double LONGEST_PERIOD = 10_000;

  /**
   * timestep [1] or [B] -> [B, 4C], before the SiLU with which every user of it begins.
   *
   * @param condition [B, conditionWidth], added to the sinusoids through a linear layer; null for
   *     none
   */
  Operand<T> apply(
      Weights w, Operand<TFloat32> timestep, Operand<TFloat32> condition, Operand<TInt32> batch) {
    int c = size.channels().get(0);
    Operand<TInt32> shape = tf.stack(List.of(batch));
    Operand<TFloat32> each = tf.broadcastTo(timestep, shape); // [B]
    Operand<T> waves = layers.named("time_proj", layers.computed(sinusoids(each, c))); // [B, C]
    Weights embedding = w.at("time_embedding");
    Operand<T> conditioned =
        condition == null
            ? waves
            : tf.math.add(
                waves,
                layers.linearWithoutBias(
                    embedding.at("cond_proj"),
                    layers.computed(condition),
                    size.conditionWidth(),
                    c)); // [B, C]
    Operand<T> hidden =
        layers.linear(embedding.at("linear_1"), conditioned, c, size.timeWidth()); // [B, 4C]
    return layers.named(
        "time_embedding",
        layers.linear(
            embedding.at("linear_2"),
            layers.silu(hidden),
            size.timeWidth(),
            size.timeWidth())); // [B, 4C]
  }

  /** t [B] -> [B, width]: cosines and sines of t * 10000^(-i / (width/2 - shift)). */
  private Operand<TFloat32> sinusoids(Operand<TFloat32> t, int width) {
    int half = width / 2;
    float[] frequencies = new float[half];
    for (int i = 0; i < half; i++) {
      float exponent = (float) -Math.log(LONGEST_PERIOD) * i; // rounded as the reference rounds it
      frequencies[i] = (float) Math.exp(exponent / (float) (half - size.frequencyShift()));
    }
    Operand<TFloat32> column = tf.reshape(t, tf.constant(new int[] {-1, 1})); // [B, 1]
    Operand<TFloat32> angles = tf.math.mul(column, tf.constant(frequencies)); // [B, width/2]
    Operand<TFloat32> cosines = tf.math.cos(angles); // [B, width/2]
    Operand<TFloat32> sines = tf.math.sin(angles); // [B, width/2]
    return tf.concat(
        size.cosineFirst() ? List.of(cosines, sines) : List.of(sines, cosines),
        tf.constant(1)); // [B, width]
  }
}
