package org.imagineer.job;

/** What was asked of a job does not suit its state; nothing was changed. */
public final class IllegalJobStateException extends RuntimeException {

  private final JobStatus status;

  public IllegalJobStateException(JobStatus status, String wanted) {
    super("a %s job cannot be %s".formatted(status.id(), wanted));
    this.status = status;
  }

  /** The state the job was in. */
  public JobStatus status() {
    return status;
  }
}
