package org.imagineer.inference;

/** The listener asked to stop; no picture was made. */
public final class GenerationCancelledException extends RuntimeException {

  public GenerationCancelledException() {
    super("generation cancelled");
  }
}
