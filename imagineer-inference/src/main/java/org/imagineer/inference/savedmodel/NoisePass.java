package org.imagineer.inference.savedmodel;

import java.util.Optional;
import java.util.function.Function;
import org.imagineer.inference.network.Extent;
import org.imagineer.inference.network.Shortcuts;
import org.imagineer.inference.schedule.Latents;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Passes through a model's UNet. */
final class NoisePass {

  private static final String NOISE = "noise_pred"; // [N, C, H, W]

  private final LoadedNetworks networks;
  private final Optional<String> deepFeatures; // the operation that gives them
  private final int guidanceWidth; // 0 if it knows nothing of guidance

  /**
   * @param networks of which the UNet is loaded now, if it is not yet
   */
  NoisePass(LoadedNetworks networks, ModelDescription description) {
    this.networks = networks;
    deepFeatures = DeepFeatures.operation(networks.get(NetworkName.UNET)::has);
    guidanceWidth =
        description.configs().get(NetworkName.UNET.config()).path("time_cond_proj_dim").asInt(0);
  }

  /** See {@link LoadedModel#embedsGuidance}. */
  boolean embedsGuidance() {
    return guidanceWidth > 0;
  }

  /** See {@link LoadedModel#predictNoise(Latents, float[], TextEmbeddings, UNetOptions)}. */
  Latents predict(Latents sample, float[] timesteps, TextEmbeddings context, UNetOptions options) {
    return pass(sample, timesteps, context, options, run -> run.fetch(NOISE));
  }

  /** As {@link LoadedModel} has it. */
  Latents predict(
      Latents sample,
      float[] timesteps,
      TextEmbeddings context,
      UNetOptions options,
      DeepFeatures deep) {
    if (deepFeatures.isEmpty()) {
      return predict(sample, timesteps, context, options);
    }
    String name = deepFeatures.get();
    return pass(
        sample,
        timesteps,
        context,
        options,
        deep.fit(sample)
            ? run -> run.feed(name, deep.tensor()).fetch(NOISE) // what led there is not run then
            : run -> run.fetch(NOISE, name, features -> deep.keep(features, sample)));
  }

  private Latents pass(
      Latents sample,
      float[] timesteps,
      TextEmbeddings context,
      UNetOptions options,
      Function<LoadedNetwork.Run, float[]> fetch) {
    Shape text = Shape.of(context.batch(), context.tokens(), context.channels());
    Extent extent = new Extent(sample.batch(), sample.height(), sample.width(), context.tokens());
    Shortcuts shortcuts =
        Shortcuts.merging(options.tokenMerging(), sample.height(), sample.width());
    try (TFloat32 x = FloatTensor.of(sample);
        TFloat32 t = FloatTensor.of(Shape.of(timesteps.length), timesteps);
        TFloat32 c = FloatTensor.of(text, context.values());
        TFloat32 guidance = embedsGuidance() ? guidance(options, sample.batch()) : null) {
      LoadedNetwork.Run run =
          networks
              .get(NetworkName.UNET)
              .run(extent, shortcuts)
              .feed("sample", x)
              .feed("timestep", t)
              .feed("encoder_hidden_states", c);
      if (guidance != null) {
        run.feed("timestep_cond", guidance);
      }
      return sample.with(fetch.apply(run));
    }
  }

  private TFloat32 guidance(UNetOptions options, int batch) {
    return FloatTensor.of(
        Shape.of(batch, guidanceWidth),
        GuidanceEmbedding.of(options.guidanceScale(), guidanceWidth, batch));
  }
}
