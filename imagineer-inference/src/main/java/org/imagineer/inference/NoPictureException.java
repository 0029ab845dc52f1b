package org.imagineer.inference;

/**
 * The model computed values that are no numbers, so there is no picture; the message says where.
 */
public final class NoPictureException extends RuntimeException {

  private NoPictureException(String where) {
    super(
        "There are values that are no numbers in %s: the model's weights are damaged, a LoRA's weight is too large, or the precision is too low"
            .formatted(where));
  }

  /**
   * @throws NoPictureException if there is a NaN or an infinity among the values
   */
  static void require(float[] values, String where) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new NoPictureException(where);
      }
    }
  }
}
