package org.imagineer.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** A listener that writes down what it hears, and may cancel. */
final class Steps implements GenerationListener {

  final List<Integer> heard = new ArrayList<>();
  int total;
  private final IntPredicate cancelling;
  private int asked;

  Steps() {
    this(asked -> false);
  }

  /**
   * @param cancelling whether to cancel when asked for the n-th time, from 1
   */
  Steps(IntPredicate cancelling) {
    this.cancelling = cancelling;
  }

  /** What a generation says of itself. */
  static Steps of(GenerationRequest request) {
    Steps steps = new Steps();
    TinyModel.model().generate(request, steps);
    return steps;
  }

  int asked() {
    return asked;
  }

  @Override
  public void step(int step, int ofAll) {
    heard.add(step);
    total = ofAll;
  }

  @Override
  public boolean cancelled() {
    return cancelling.test(++asked);
  }
}
