package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Locale;
import org.imagineer.inference.checkpoint.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What weights are stored as in a package: as in the checkpoint, so nothing is lost or blown up.
 */
public enum WeightType {
  @JsonProperty("float32")
  FLOAT32(TFloat32.class, 4),
  @JsonProperty("float16")
  FLOAT16(TFloat16.class, 2),
  @JsonProperty("bfloat16")
  BFLOAT16(TBfloat16.class, 2);

  private final Class<? extends TNumber> type;
  private final int bytes;

  WeightType(Class<? extends TNumber> type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  Class<? extends TNumber> type() {
    return type;
  }

  /** Of one weight. */
  int bytes() {
    return bytes;
  }

  /** The narrowest that holds all of these exactly. */
  static WeightType holding(Collection<DataType> all) {
    if (all.stream().allMatch(DataType.F16::equals)) {
      return FLOAT16;
    }
    return all.stream().allMatch(DataType.BF16::equals) ? BFLOAT16 : FLOAT32;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static WeightType of(DataType type) {
    return switch (type) {
      case F32 -> FLOAT32;
      case F16 -> FLOAT16;
      case BF16 -> BFLOAT16;
      default -> throw new IllegalArgumentException(type + " holds no weights");
    };
  }
}
