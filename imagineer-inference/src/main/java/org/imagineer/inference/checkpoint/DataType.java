package org.imagineer.inference.checkpoint;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types that Imagineer reads from safetensors files, by their names in the format. */
public enum DataType {
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  U8(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating point numbers. */
  public boolean isFloat() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** The type with this name in the format. */
  static Optional<DataType> named(String name) {
    for (DataType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Takes the next element from a little-endian buffer; exact, since float32 holds all halves. */
  float nextFloat(ByteBuffer buffer) {
    return switch (this) {
      case F32 -> buffer.getFloat();
      case F16 -> half(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      default -> throw new IllegalStateException(this + " is no floating point type");
    };
  }

  /** Takes the next element from a little-endian buffer. */
  long nextInteger(ByteBuffer buffer) {
    return switch (this) {
      case I64 -> buffer.getLong();
      case I32 -> buffer.getInt();
      case U8 -> buffer.get() & 0xff;
      default -> throw new IllegalStateException(this + " is no integer type");
    };
  }

  /** IEEE 754 binary16 to binary32. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // zero and subnormals: fraction * 2^-24
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
