package org.imagineer.inference.checkpoint;

import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.tensorflow.ndarray.Shape;

/** Tensors for safetensors files, of given bytes. */
public final class Entries {

  private Entries() {}

  /** A tensor of any type, as raw little-endian bytes. */
  public static Entry of(String name, DataType type, Shape shape, byte... bytes) {
    return new Entry(name, type, shape, out -> out.write(bytes));
  }

  /** An exact copy of a stored tensor, under any name. */
  public static Entry copy(String name, StoredTensor tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.length())];
    tensor.window(0, bytes.length).get(bytes);
    return of(name, tensor.type(), tensor.shape(), bytes);
  }
}
