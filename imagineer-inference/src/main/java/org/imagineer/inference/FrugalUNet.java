package org.imagineer.inference;

import java.util.Arrays;
import org.imagineer.inference.savedmodel.DeepFeatures;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;

/**
 * A model's UNet that makes do with the memory there is. A batch that does not fit goes through in
 * halves, or smaller parts down to single samples, and so do all that follow: TensorFlow waits ten
 * seconds for memory to become free before it gives up, which must not happen at every step. For
 * one denoising loop.
 */
final class FrugalUNet {

  private static final System.Logger LOG = System.getLogger(FrugalUNet.class.getName());

  private final LoadedModel model;
  private final UNetOptions options;
  private int most = Integer.MAX_VALUE; // samples at once

  /**
   * @param options for all passes
   */
  FrugalUNet(LoadedModel model, UNetOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * One pass.
   *
   * @param sample [N, C, H, W], scaled as the sampler wants
   * @param timesteps one per sample
   * @param context [N, L, D]
   * @param deep features of an earlier pass to be used again, or to be left there; null for none.
   *     Parts of a batch go without: the features are those of the whole.
   * @return epsilon or v, [N, C, H, W]
   * @throws OutOfDeviceMemoryException if not even one sample fits
   */
  Latents predictNoise(
      Latents sample, float[] timesteps, TextEmbeddings context, DeepFeatures deep) {
    int size = Math.min(most, sample.batch());
    try {
      return size == sample.batch()
          ? whole(sample, timesteps, context, deep)
          : inParts(size, sample, timesteps, context);
    } catch (OutOfDeviceMemoryException e) {
      if (size == 1) {
        throw e;
      }
      most = (size + 1) / 2;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} for {1} samples of {2}x{3} latents at once: from here on"
              + " {4,choice,1#one after the other|1<{4} at a time}, which is slower",
          e.getMessage(),
          size,
          sample.width(),
          sample.height(),
          most);
    }
    return predictNoise(sample, timesteps, context, deep);
  }

  private Latents whole(
      Latents sample, float[] timesteps, TextEmbeddings context, DeepFeatures deep) {
    return deep == null
        ? model.predictNoise(sample, timesteps, context, options)
        : model.predictNoise(sample, timesteps, context, options, deep);
  }

  private Latents inParts(int size, Latents sample, float[] timesteps, TextEmbeddings context) {
    int latents = sample.values().length / sample.batch();
    int text = context.values().length / context.batch();
    float[] all = new float[sample.values().length]; // [N, C, H, W]
    for (int from = 0; from < sample.batch(); from += size) {
      int to = Math.min(from + size, sample.batch());
      float[] part = Arrays.copyOfRange(sample.values(), from * latents, to * latents);
      float[] words = Arrays.copyOfRange(context.values(), from * text, to * text);
      Latents predicted =
          model.predictNoise(
              new Latents(to - from, sample.channels(), sample.height(), sample.width(), part),
              Arrays.copyOfRange(timesteps, from, to),
              new TextEmbeddings(to - from, context.tokens(), context.channels(), words),
              options); // [n, C, H, W]
      System.arraycopy(predicted.values(), 0, all, from * latents, part.length);
    }
    return sample.with(all);
  }
}
