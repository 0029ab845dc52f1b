package org.imagineer.job;

import java.util.HashMap;
import java.util.Map;
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
  private final StepClock clock;
  private final int before;
  private final Map<Integer, Integer> done = new HashMap<>(); // steps of each picture
  private int furthest; // step of those pictures that are drawn side by side
  private int sinceTick; // steps of all of them
  private long written;

  /**
   * @param before pictures that were finished in earlier attempts
   */
  ProgressReport(
      Claim claim,
      int images,
      int before,
      JobClaims claims,
      ProgressBoard board,
      LongSupplier nanos) {
    this.before = before;
    this.claim = claim;
    this.images = images;
    this.claims = claims;
    this.board = board;
    this.nanos = nanos;
    this.clock = new StepClock(nanos);
    this.written = nanos.getAsLong() - BETWEEN_WRITES_NANOS;
  }

  /** A picture begins. */
  void begin(int picture) {
    done.put(picture, 0);
    furthest = 0;
    sinceTick = 0;
    clock.begin();
  }

  /**
   * A step of a picture is done.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  void step(int picture, int step, int total) {
    done.put(picture, step);
    sinceTick++;
    if (step > furthest) { // of pictures side by side only the first one's steps take time
      clock.tick(sinceTick);
      furthest = step;
      sinceTick = 0;
    }
    int steps = before * total + done.values().stream().mapToInt(Integer::intValue).sum();
    int all = images * total;
    board.show(new JobProgress(claim.jobId(), picture, steps, all, clock.secondsFor(all - steps)));
    if (nanos.getAsLong() - written >= BETWEEN_WRITES_NANOS) {
      claims.progress(claim, steps, all);
      written = nanos.getAsLong();
    }
  }
}
