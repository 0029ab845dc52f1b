package org.imagineer.model;

/** Where a model stands between disk and memory. */
public enum ModelState {
  UNLOADED,
  LOADING,
  LOADED,
  /** Its package, or the checkpoint it should be made of, is of no use; the reason is told. */
  FAILED
}
