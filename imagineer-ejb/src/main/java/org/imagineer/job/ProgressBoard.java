package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The progress of the jobs that this process draws; in memory only, for any thread. */
@ApplicationScoped
public class ProgressBoard {

  private final Map<Long, JobProgress> byJob = new ConcurrentHashMap<>();

  /** The latest progress of a job that is drawn in this process right now. */
  public Optional<JobProgress> of(long jobId) {
    return Optional.ofNullable(byJob.get(jobId));
  }

  void show(JobProgress progress) {
    byJob.put(progress.jobId(), progress);
  }

  void remove(long jobId) {
    byJob.remove(jobId);
  }
}
