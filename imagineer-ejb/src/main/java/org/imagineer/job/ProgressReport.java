package org.imagineer.job;

import java.util.function.LongSupplier;

/**
 * Counts the steps of one job over all its pictures; tells the board of each and the row of one a
 * second. Used by the thread that draws.
 */
final class ProgressReport {

  private static final long BETWEEN_WRITES_NANOS = 1_000_000_000L;

  private final Claim claim;
  private final int images;
  private final JobClaims claims;
  private final ProgressBoard board;
  private final LongSupplier nanos;
  private final StepClock steps;
  private int index;
  private int before;
  private long written;

  ProgressReport(
      Claim claim, int images, JobClaims claims, ProgressBoard board, LongSupplier nanos) {
    this.claim = claim;
    this.images = images;
    this.claims = claims;
    this.board = board;
    this.nanos = nanos;
    this.steps = new StepClock(nanos);
    this.written = nanos.getAsLong() - BETWEEN_WRITES_NANOS;
  }

  /**
   * A picture begins.
   *
   * @param done pictures of the job that are finished
   */
  void begin(int picture, int done) {
    index = picture;
    before = done;
    steps.begin();
  }

  /**
   * A step of the current picture is done.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  void step(int step, int total) {
    steps.tick();
    int done = before * total + step;
    int all = images * total;
    board.show(new JobProgress(claim.jobId(), index, done, all, steps.secondsFor(all - done)));
    if (nanos.getAsLong() - written >= BETWEEN_WRITES_NANOS) {
      claims.progress(claim, done, all);
      written = nanos.getAsLong();
    }
  }
}
