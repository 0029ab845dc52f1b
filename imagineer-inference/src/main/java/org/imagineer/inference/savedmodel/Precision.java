package org.imagineer.inference.savedmodel;

import org.tensorflow.proto.RewriterConfig;

/** In which numbers a network is computed. Weights lie in memory as float32 in any case. */
public enum Precision {

  /** Exact: what the golden vectors hold. */
  FLOAT32,

  /**
   * Convolutions and matrix products in bfloat16 where the processor has instructions for it
   * (oneDNN; AVX-512 or AMX), everything else in float32. Elsewhere as FLOAT32.
   */
  BFLOAT16,

  /** Convolutions and matrix products in float16 on NVIDIA GPUs; on a CPU as FLOAT32. */
  FLOAT16;

  void choose(RewriterConfig.Builder rewriting) {
    switch (this) {
      case BFLOAT16 -> rewriting.setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
      case FLOAT16 -> rewriting.setAutoMixedPrecision(RewriterConfig.Toggle.ON);
      default -> {
        // as the graph has it
      }
    }
  }
}
