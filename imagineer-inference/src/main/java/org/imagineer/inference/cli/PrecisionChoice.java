package org.imagineer.inference.cli;

import java.nio.file.Path;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.PrecisionProbe;

/** What {@code --precision} may say. */
enum PrecisionChoice {
  /** What this machine's processor computes fastest in. */
  AUTO,
  FLOAT32,
  BFLOAT16,
  FLOAT16;

  /**
   * @param home where the answer to AUTO is remembered
   */
  Precision in(Path home) {
    return this == AUTO ? PrecisionProbe.fastest(home) : Precision.valueOf(name());
  }
}
