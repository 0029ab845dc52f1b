package org.imagineer.job;

import java.util.Locale;
import java.util.Set;

/** The states of a job: queued, running, then one of the three ends. */
public enum JobStatus {
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** The states in which nothing changes any more. */
  public static final Set<JobStatus> ENDS = Set.of(COMPLETED, FAILED, CANCELLED);

  /** Whether nothing changes any more. */
  public boolean finished() {
    return ENDS.contains(this);
  }

  /** The name that clients and the database know, such as {@code queued}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
