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
 * Any batch, any h and w, any number of tokens M.
 */
public final class UNet implements Blueprint {

  private final UNetConfig size;

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented
   */
  public UNet(ModelConfig config) {
    size = UNetConfig.of(config);
  }

  @Override
  public <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent) {
    return new UNetLayout<>(size, tf, weights, style, extent).ends();
  }
}
