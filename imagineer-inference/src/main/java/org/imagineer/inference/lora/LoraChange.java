package org.imagineer.inference.lora;

import java.util.List;
import org.imagineer.inference.savedmodel.LowRank;

/**
 * One LoRA's change of one weight.
 *
 * @param factor what up down is multiplied with
 */
record LoraChange(LoraLayer layer, double factor) {

  /** The sum of changes of one weight, as one change: ranks add up. */
  static LowRank sum(List<LoraChange> changes) {
    int rank = changes.stream().mapToInt(change -> change.layer().rank()).sum();
    int out = (int) changes.get(0).layer().weight().get(0);
    int in = (int) (changes.get(0).layer().weight().size() / out);
    float[] up = new float[out * rank]; // [out, R]
    float[] down = new float[rank * in]; // [R, in]
    int first = 0;
    for (LoraChange change : changes) {
      int own = change.layer().rank();
      float[] ups = change.layer().up().floats(); // [out, r]
      for (int i = 0; i < out; i++) {
        for (int r = 0; r < own; r++) {
          up[i * rank + first + r] = (float) (change.factor() * ups[i * own + r]);
        }
      }
      System.arraycopy(change.layer().downs(), 0, down, first * in, own * in);
      first += own;
    }
    return new LowRank(rank, up, down);
  }
}
