package org.imagineer.image;

import java.util.Set;

/** Which pictures a list shows. */
public enum Visibility {
  PUBLIC(Set.of(true)),
  PRIVATE(Set.of(false)),
  ALL(Set.of(true, false));

  private final Set<Boolean> shown;

  Visibility(Set<Boolean> shown) {
    this.shown = shown;
  }

  /** The values of "is public" that are shown. */
  Set<Boolean> shown() {
    return shown;
  }
}
