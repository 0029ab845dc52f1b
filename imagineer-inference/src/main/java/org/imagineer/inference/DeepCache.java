package org.imagineer.inference;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.savedmodel.DeepFeatures;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * The UNet of one denoising loop, of which most may be skipped (DeepCache: Ma et al. 2023,
 * arXiv:2312.00858, section 3.3): from one step to the next its deep features change little, so
 * they are computed in every n-th model call and used again in those between, in which only the
 * first convolution and the last block run. With n = 1 every call is whole, and exact.
 *
 * <p>Features are used for the pictures and prompts only that they were computed with; a call with
 * others is whole, too. Closing frees what is kept.
 */
final class DeepCache implements AutoCloseable {

  private final FrugalUNet unet;
  private final int interval;
  private final int most;
  private final Map<List<ModelCall.Branch>, DeepFeatures> kept = new LinkedHashMap<>();
  private int calls;

  /**
   * @param interval n, at least 1
   * @param pictures that are drawn side by side
   */
  DeepCache(FrugalUNet unet, int interval, int pictures) {
    this.unet = unet;
    this.interval = interval;
    most = 2 * pictures; // if all prompts differ in length, each branch has its own
  }

  /** Begins the sampler's next model call. */
  void nextCall() {
    if (calls++ % interval == 0) {
      close();
    }
  }

  /**
   * One pass through the UNet, or through what must run of it.
   *
   * @param sample [N, C, H, W], as the sampler wants it
   * @param timesteps one per sample
   * @param context [N, T, D]
   * @param branches what the samples are, in their order
   * @return epsilon or v, [N, C, H, W]
   */
  Latents predictNoise(
      Latents sample, float[] timesteps, TextEmbeddings context, List<ModelCall.Branch> branches) {
    return unet.predictNoise(sample, timesteps, context, interval == 1 ? null : features(branches));
  }

  private DeepFeatures features(List<ModelCall.Branch> branches) {
    if (kept.size() == most && !kept.containsKey(branches)) {
      Iterator<DeepFeatures> oldest = kept.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    return kept.computeIfAbsent(branches, key -> new DeepFeatures());
  }

  /** Forgets all features. */
  @Override
  public void close() {
    kept.values().forEach(DeepFeatures::close);
    kept.clear();
  }
}
