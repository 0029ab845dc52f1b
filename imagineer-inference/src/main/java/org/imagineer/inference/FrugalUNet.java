package org.imagineer.inference;

import java.util.Arrays;
import org.imagineer.inference.savedmodel.DeepFeatures;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;

/**
 * A model's UNet that makes do with the memory there is. A batch that does not fit goes through one
 * sample after the other, and so do all that follow: TensorFlow waits ten seconds for memory to
 * become free before it gives up, which must not happen at every step. One generation's.
 */
final class FrugalUNet {

  private static final System.Logger LOG = System.getLogger(FrugalUNet.class.getName());

  private final LoadedModel model;
  private final UNetOptions options;
  private boolean oneByOne;

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
   *     One sample after the other goes without: the features are those of the whole batch.
   * @return epsilon or v, [N, C, H, W]
   * @throws OutOfDeviceMemoryException if not even one sample fits
   */
  Latents predictNoise(
      Latents sample, float[] timesteps, TextEmbeddings context, DeepFeatures deep) {
    if (sample.batch() == 1) {
      return whole(sample, timesteps, context, deep);
    }
    if (!oneByOne) {
      try {
        return whole(sample, timesteps, context, deep);
      } catch (OutOfDeviceMemoryException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} for {1} samples of {2}x{3} latents at once: from here on one after the other, which is slower",
            e.getMessage(),
            sample.batch(),
            sample.width(),
            sample.height());
        oneByOne = true;
      }
    }
    return oneByOne(sample, timesteps, context);
  }

  private Latents whole(
      Latents sample, float[] timesteps, TextEmbeddings context, DeepFeatures deep) {
    return deep == null
        ? model.predictNoise(sample, timesteps, context, options)
        : model.predictNoise(sample, timesteps, context, options, deep);
  }

  private Latents oneByOne(Latents sample, float[] timesteps, TextEmbeddings context) {
    int size = sample.values().length / sample.batch();
    int text = context.values().length / context.batch();
    float[] all = new float[sample.values().length]; // [N, C, H, W]
    for (int i = 0; i < sample.batch(); i++) {
      float[] one = Arrays.copyOfRange(sample.values(), i * size, (i + 1) * size);
      float[] words = Arrays.copyOfRange(context.values(), i * text, (i + 1) * text);
      Latents predicted =
          model.predictNoise(
              new Latents(1, sample.channels(), sample.height(), sample.width(), one),
              new float[] {timesteps[i]},
              new TextEmbeddings(1, context.tokens(), context.channels(), words),
              options); // [1, C, H, W]
      System.arraycopy(predicted.values(), 0, all, i * size, size);
    }
    return sample.with(all);
  }
}
