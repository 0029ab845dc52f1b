package org.imagineer.inference.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.tensorflow.ndarray.Shape;

/** One tensor of an open safetensors file. Reads on demand; keeps nothing. */
public final class StoredTensor {

  /** Bytes mapped at once while reading; a multiple of every element size. */
  private static final int WINDOW = 64 << 20;

  private final Safetensors source;
  private final TensorEntry entry;

  StoredTensor(Safetensors source, TensorEntry entry) {
    this.source = source;
    this.entry = entry;
  }

  public String name() {
    return entry.name();
  }

  public DataType type() {
    return entry.type();
  }

  /** Dimensions as stored; no dimensions for a scalar. */
  public Shape shape() {
    return entry.shape();
  }

  /** Bytes of the whole tensor. */
  public long length() {
    return entry.length();
  }

  /** The file it lies in, for messages. */
  public Path file() {
    return source.file();
  }

  /**
   * The raw little-endian bytes from {@code from} on.
   *
   * @param length of the window; any number of windows may be taken
   */
  public ByteBuffer window(long from, int length) {
    if (from < 0 || length < 0 || length > entry.length() - from) {
      throw new IndexOutOfBoundsException(
          "bytes %d + %d of tensor '%s' (%d bytes)".formatted(from, length, name(), length()));
    }
    return source.map(entry.begin() + from, length);
  }

  /**
   * All elements, widened to float32.
   *
   * @throws CheckpointException if the type is not floating point, or there are too many elements
   */
  public float[] floats() {
    if (!type().isFloat()) {
      throw new CheckpointException(file(), mismatch("floating point numbers"));
    }
    float[] values = new float[count()];
    int next = 0;
    for (long from = 0; from < length(); from += WINDOW) {
      ByteBuffer window = window(from, (int) Math.min(WINDOW, length() - from));
      while (window.hasRemaining()) {
        values[next++] = type().nextFloat(window);
      }
    }
    return values;
  }

  /**
   * All elements as 32-bit integers.
   *
   * @throws CheckpointException if the type is floating point, there are too many elements, or an
   *     element does not fit
   */
  public int[] ints() {
    if (type().isFloat()) {
      throw new CheckpointException(file(), mismatch("integers"));
    }
    int[] values = new int[count()];
    int next = 0;
    for (long from = 0; from < length(); from += WINDOW) {
      ByteBuffer window = window(from, (int) Math.min(WINDOW, length() - from));
      while (window.hasRemaining()) {
        values[next++] = narrow(type().nextInteger(window));
      }
    }
    return values;
  }

  private int narrow(long value) {
    if (value != (int) value) {
      throw new CheckpointException(
          file(), "tensor '" + name() + "' holds " + value + ", beyond 32 bits");
    }
    return (int) value;
  }

  private int count() {
    long count = length() / type().bytes();
    if (count > Integer.MAX_VALUE - 8) {
      throw new CheckpointException(
          file(), "tensor '" + name() + "' has " + count + " elements, too many for one array");
    }
    return (int) count;
  }

  private String mismatch(String wanted) {
    return "tensor '" + name() + "' holds " + type() + ", where " + wanted + " are wanted";
  }
}
