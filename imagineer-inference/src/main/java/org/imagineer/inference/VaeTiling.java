package org.imagineer.inference;

/** Whether the VAE works on overlapping tiles, which takes less memory for large pictures. */
public enum VaeTiling {
  /** Tiles for pictures of more than 1024x1024 pixels. */
  AUTO,
  /** Tiles for every picture that is larger than one. */
  ON,
  /** The whole picture at once. */
  OFF
}
