package org.imagineer.inference.savedmodel;

import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;

/** Tells a lack of memory apart from TensorFlow's other failures. */
final class DeviceMemory {

  /**
   * What CUDA's libraries say when they find no room for themselves; TensorFlow calls it internal.
   */
  private static final List<String> SIGNS =
      List.of(
          "CUDA_ERROR_OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED");

  private DeviceMemory() {}

  /**
   * Computes.
   *
   * @param device where
   * @throws OutOfDeviceMemoryException if there is not enough memory
   */
  static <T> T within(Device device, Supplier<T> computation) {
    try {
      return computation.get();
    } catch (TensorFlowException e) {
      throw isLack(e) ? new OutOfDeviceMemoryException(device, e) : e;
    }
  }

  private static boolean isLack(TensorFlowException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof TFResourceExhaustedException || SIGNS.stream().anyMatch(message::contains);
  }
}
