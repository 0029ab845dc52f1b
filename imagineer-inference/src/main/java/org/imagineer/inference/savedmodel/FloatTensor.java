package org.imagineer.inference.savedmodel;

import org.imagineer.inference.schedule.Latents;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Tensors of arrays; the caller closes them. */
final class FloatTensor {

  private FloatTensor() {}

  static TFloat32 of(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /** [N, C, H, W]. */
  static TFloat32 of(Latents x) {
    return of(Shape.of(x.batch(), x.channels(), x.height(), x.width()), x.values());
  }
}
