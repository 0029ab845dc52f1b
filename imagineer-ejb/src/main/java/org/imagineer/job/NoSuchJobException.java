package org.imagineer.job;

/** There is no job of this id. */
public final class NoSuchJobException extends RuntimeException {

  public NoSuchJobException() {
    super("Job not found");
  }
}
