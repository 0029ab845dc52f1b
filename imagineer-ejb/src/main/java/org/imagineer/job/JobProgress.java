package org.imagineer.job;

/**
 * How far a running job is, fresher than its row.
 *
 * @param imageIndex the picture that is drawn, from 0
 * @param step steps done, over all pictures
 * @param totalSteps steps to do, over all pictures
 * @param etaSeconds expected seconds to the end, from measured steps; null before the first one
 */
public record JobProgress(long jobId, int imageIndex, int step, int totalSteps, Double etaSeconds) {

  /** The part done, 0 .. 1. */
  public double fraction() {
    return totalSteps == 0 ? 0 : (double) step / totalSteps;
  }
}
