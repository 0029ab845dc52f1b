package org.imagineer.inference.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;

/** Float32 tensors in the two formats of half the length; other tensors stay as they are. */
public final class HalfPrecision {

  @FunctionalInterface
  private interface Rounding {
    short bits(float value);
  }

  private HalfPrecision() {}

  /** To bfloat16, towards zero. */
  public static Entry asBrainFloat(Entry tensor) {
    return narrowed(tensor, DataType.BF16, HalfPrecision::brainFloat);
  }

  /** To IEEE 754 binary16, to the nearest, ties to even. */
  public static Entry asHalf(Entry tensor) {
    return narrowed(tensor, DataType.F16, HalfPrecision::half);
  }

  /** To what {@link #asBrainFloat} can hold, but in float32. */
  public static Entry roundedToBrainFloat(StoredTensor tensor) {
    if (!tensor.type().isFloat()) {
      return Entries.copy(tensor.name(), tensor);
    }
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(brainFloat(values[i]) << 16);
    }
    return Entry.of(tensor.name(), tensor.shape(), values);
  }

  private static Entry narrowed(Entry tensor, DataType type, Rounding rounding) {
    if (tensor.type() != DataType.F32) {
      return tensor;
    }
    ByteArrayOutputStream wide = new ByteArrayOutputStream();
    try {
      tensor.content().writeTo(wide);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FloatBuffer values =
        ByteBuffer.wrap(wide.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    ByteBuffer narrow = ByteBuffer.allocate(values.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      narrow.putShort(rounding.bits(values.get()));
    }
    return Entries.of(tensor.name(), type, tensor.shape(), narrow.array());
  }

  private static short brainFloat(float value) {
    return (short) (Float.floatToRawIntBits(value) >> 16);
  }

  /** Of values below 65520: counts units of the last place, which carry into the exponent. */
  private static short half(float value) {
    int exponent = Math.max(Math.getExponent(value), -14);
    int units = (int) Math.rint(Math.scalb(Math.abs((double) value), 10 - exponent));
    int sign = Float.floatToRawIntBits(value) >> 16 & 0x8000;
    return (short) (sign | (exponent + 14 << 10) + units);
  }
}
