package org.imagineer.inference.savedmodel;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagineer.inference.schedule.Latents;
import org.tensorflow.Tensor;

/**
 * What the UNet knows of a sample shortly before its end: the features that enter the last residual
 * block on the way up, which joins them with what left the first convolution (DeepCache: Ma et al.
 * 2023, arXiv:2312.00858, section 3.2, its first skip branch). Empty at first; {@link
 * LoadedModel#predictNoise(Latents, float[], TextEmbeddings, UNetOptions, DeepFeatures)} fills it.
 * Holds native memory, as much as a sample's positions times the channels of the first level take:
 * whoever made it closes it. Not thread-safe.
 */
public final class DeepFeatures implements AutoCloseable {

  private Tensor features; // [N, h, w, C] in the network's layout and precision
  private Latents sample;

  /**
   * The operation whose output this is, by the names in the UNet's graph.
   *
   * @param operations whether the graph has an operation of that name
   * @return none if the graph has no such names
   */
  static Optional<String> operation(Predicate<String> operations) {
    String block = "up_" + last("up_", operations);
    int before = last(block + "_resnet_", operations) - 1; // the last but one of the block
    return Stream.of(block + "_attention_" + before, block + "_resnet_" + before)
        .filter(operations)
        .findFirst();
  }

  /** The last of the operations numbered from 0. */
  private static int last(String name, Predicate<String> operations) {
    return IntStream.iterate(0, i -> operations.test(name + i), i -> i + 1).max().orElse(-1);
  }

  /** Whether these are features of a sample of the same shape. */
  boolean fit(Latents other) {
    return features != null
        && sample.batch() == other.batch()
        && sample.height() == other.height()
        && sample.width() == other.width();
  }

  /** Takes over the features, instead of those before. */
  void keep(Tensor features, Latents sample) {
    close();
    this.features = features;
    this.sample = sample;
  }

  /** Stays this object's. */
  Tensor tensor() {
    return features;
  }

  /** Forgets the features. May be called more than once. */
  @Override
  public void close() {
    if (features != null) {
      features.close();
      features = null;
      sample = null;
    }
  }
}
