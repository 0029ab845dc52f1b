package org.imagineer.inference.golden;

/** Runs our code on the inputs of cases of one kind and compares every output they name. */
public interface GoldenCheck {

  /** Compares all outputs of the case. */
  void check(GoldenCase golden);
}
