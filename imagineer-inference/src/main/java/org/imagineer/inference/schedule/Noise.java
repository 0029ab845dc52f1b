package org.imagineer.inference.schedule;

/** A source of unit normal noise. Not thread-safe. */
public interface Noise {

  /** The next draw, of the same shape as {@code like}. */
  Latents next(Latents like);
}
