package org.imagineer.model;

import java.util.List;

/** Those who draw at the same time, each with a model and a device of its own. */
public interface Artists {

  /**
   * Makes ready what all of them need, which may take minutes. Called once, before the first
   * picture.
   *
   * @return one for each lane, at least one
   */
  List<Artist> assemble();
}
