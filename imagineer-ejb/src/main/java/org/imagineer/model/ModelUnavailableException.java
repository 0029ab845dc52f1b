package org.imagineer.model;

/** A model that is asked for cannot be used (now); the message says why, in one sentence. */
public final class ModelUnavailableException extends RuntimeException {

  public ModelUnavailableException(String message) {
    super(message);
  }

  public ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
