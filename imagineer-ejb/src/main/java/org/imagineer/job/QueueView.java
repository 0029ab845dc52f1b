package org.imagineer.job;

import java.util.List;
import java.util.Optional;

/**
 * The queue at one moment.
 *
 * @param current the job that is drawn
 * @param queue waiting jobs, next first
 * @param history finished jobs, newest first
 * @param queueLength how many are waiting
 */
public record QueueView(
    Optional<GenerationJob> current,
    List<GenerationJob> queue,
    List<GenerationJob> history,
    long queueLength) {

  /** Whether a job is drawn now. */
  public boolean running() {
    return current.isPresent();
  }
}
