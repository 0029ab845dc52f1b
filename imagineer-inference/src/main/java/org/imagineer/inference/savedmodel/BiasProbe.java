package org.imagineer.inference.savedmodel;

/** x */
final class BiasProbe {
  private BiasProbe() {}

  static boolean apartIsFaster() {
    return false;
  }
}
