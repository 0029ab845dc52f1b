package org.imagineer.inference.checkpoint;

import org.tensorflow.ndarray.Shape;

/**
 * One tensor of a safetensors header, checked against its own shape.
 *
 * @param begin first byte, counted from the end of the header
 * @param length bytes
 */
record TensorEntry(String name, DataType type, Shape shape, long begin, long length) {

  long end() {
    return begin + length;
  }
}
