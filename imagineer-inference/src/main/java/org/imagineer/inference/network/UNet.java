package org.imagineer.inference.network;

import org.imagineer.inference.checkpoint.ModelConfig;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The denoising UNet of Stable Diffusion 1.x (Ronneberger et al. 2015, arXiv:1505.04597; Rombach et
 * al. 2022, arXiv:2112.10752), as diffusers' UNet2DConditionModel computes it.
 *
 * <pre>
 * sample [B, C, h, w], timestep [1] or [B], encoder_hidden_states [B, M, D] -> noise_pred [B, C, h, w]
 * </pre>
 *
 * Any batch, any h and w, any number of tokens M. One more input exists where the configuration has
 * {@code time_cond_proj_dim} = K, as that of latent consistency models has (Luo et al. 2023,
 * arXiv:2310.04378): {@code timestep_cond} [B, K], the guidance scale, embedded.
 */
public final class UNet implements Blueprint {

  private final UNetConfig size;
  private final Shortcuts shortcuts;

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented
   */
  public UNet(ModelConfig config) {
    this(UNetConfig.of(config), Shortcuts.NONE);
  }

  private UNet(UNetConfig size, Shortcuts shortcuts) {
    this.size = size;
    this.shortcuts = shortcuts;
  }

  @Override
  public UNet taking(Shortcuts chosen) {
    return new UNet(size, chosen);
  }

  @Override
  public <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent) {
    return new UNetLayout<>(size, tf, weights, style, extent, shortcuts).ends();
  }
}
