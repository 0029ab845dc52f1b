package org.imagineer.inference.lora;

import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.tensorflow.ndarray.Shape;

/**
 * What a LoRA file holds for one layer (Hu et al. 2021, arXiv:2106.09685).
 *
 * <pre>W += weight * alpha / rank * up down</pre>
 *
 * With {@code mid} the convolution's change is in Tucker form (LyCORIS' LoCon): mid [R, R, h, w]
 * stands between up and down, which are then 1x1.
 *
 * @param network whose layer it is
 * @param layer the layer's name with underscores, such as {@code mid_block_attentions_0_proj_in}
 * @param up [out, R], or [out, R, 1, 1]
 * @param down [R, in], or [R, in, h, w]
 * @param mid null as a rule
 * @param scale alpha / R, or alpha / sqrt(R) where the file says so (rsLoRA)
 */
record LoraLayer(
    Changeable network,
    String layer,
    StoredTensor up,
    StoredTensor down,
    StoredTensor mid,
    double scale) {

  /** R. */
  int rank() {
    return (int) up.shape().get(1);
  }

  /** Shape of the weight that it fits: [out, in] or [out, in, h, w]. */
  Shape weight() {
    long out = up.shape().get(0);
    long in = down.shape().get(1);
    Shape kernel = mid == null ? down.shape() : mid.shape();
    return kernel.numDimensions() == 2
        ? Shape.of(out, in)
        : Shape.of(out, in, kernel.get(2), kernel.get(3));
  }

  /** [R, in * h * w], mid included. */
  float[] downs() {
    float[] thin = down.floats(); // [R, in * h * w]
    if (mid == null) {
      return thin;
    }
    float[] core = mid.floats(); // [R, R, h, w]
    int rank = rank();
    int in = thin.length / rank;
    int positions = core.length / (rank * rank);
    float[] all = new float[rank * in * positions]; // [R, in, h, w]
    for (int r = 0; r < rank; r++) {
      for (int c = 0; c < in; c++) {
        for (int p = 0; p < positions; p++) {
          double sum = 0;
          for (int s = 0; s < rank; s++) {
            sum += (double) core[(r * rank + s) * positions + p] * thin[s * in + c];
          }
          all[(r * in + c) * positions + p] = (float) sum;
        }
      }
    }
    return all;
  }
}
