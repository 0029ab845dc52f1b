package org.imagineer.job;

import java.util.Locale;

/** The states of a job: queued, running, then one of the three ends. */
public enum JobStatus {
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether nothing changes any more. */
  public boolean finished() {
    return this != QUEUED && this != RUNNING;
  }

  /** The name that clients and the database know, such as {@code queued}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
