package org.imagineer.inference.savedmodel;

import org.imagineer.inference.network.Style;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * In which numbers a model is kept in memory and computed. The text encoder and the encoder for
 * pictures always compute in float32: they are small or rarely needed, and everything else depends
 * on them.
 */
public enum Precision {

  /** Exact: what the golden vectors hold. */
  FLOAT32,

  /**
   * UNet and decoder in bfloat16: half the memory, and faster on processors that have instructions
   * for it (AVX-512 or AMX); much slower on others.
   */
  BFLOAT16,

  /** UNet and decoder in float16: for GPUs. */
  FLOAT16;

  /** Of what is computed. */
  Class<? extends TNumber> type() {
    return WeightType.valueOf(name()).type();
  }

  /** What the variables of a network are in memory. */
  WeightType resident(NetworkName network, WeightType stored) {
    if (this == FLOAT32) {
      return WeightType.FLOAT32;
    }
    return isHalf(network) ? WeightType.valueOf(name()) : stored;
  }

  /** What a network computes in, and how. */
  Style<? extends TNumber> style(NetworkName network, Device device) {
    Class<? extends TNumber> type = isHalf(network) ? type() : TFloat32.class;
    return device.isGpu() || type == TFloat16.class
        ? Style.ofOrdinaryOperations(type)
        : FusedOperations.styled(type);
  }

  private boolean isHalf(NetworkName network) {
    return this != FLOAT32 && (network == NetworkName.UNET || network == NetworkName.VAE_DECODER);
  }
}
