package org.imagineer.job;

import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.NotEnoughMemoryException;
import org.imagineer.inference.Outcome;
import org.imagineer.model.Artist;

/**
 * An attempt at a job, or at several of one {@link JobShape}, whose pictures are drawn one by one
 * or, where the jobs allow it, some at a time. Each job ends by itself: what happens to one leaves
 * the others going. Runs on one thread.
 */
final class BatchRun {

  private static final System.Logger LOG = System.getLogger(BatchRun.class.getName());

  private final List<JobRun> runs;
  private final Artist artist;
  private final int most;

  /** A picture of a job that is to be drawn. */
  private record Missing(JobRun run, int index) {}

  /** A picture that is being drawn. */
  private record Asked(Missing missing, GenerationRequest request) {

    JobRun run() {
      return missing.run();
    }
  }

  /**
   * @param most pictures that are drawn at a time, where that is allowed
   */
  BatchRun(List<JobRun> runs, Artist artist, int most) {
    this.runs = runs;
    this.artist = artist;
    this.most = most;
  }

  /** Draws until all jobs are finished or their attempts are over. */
  void run() {
    try {
      runs.forEach(run -> run.attempt(run::prepare));
      List<Missing> missing = new ArrayList<>();
      runs.forEach(run -> run.missing().forEach(i -> missing.add(new Missing(run, i))));
      while (!missing.isEmpty()) {
        draw(next(missing));
        runs.stream()
            .filter(run -> missing.stream().noneMatch(each -> each.run() == run))
            .forEach(JobRun::close);
      }
    } finally {
      runs.forEach(JobRun::close);
    }
  }

  /** Takes out the pictures that come next, passing over those of jobs whose attempt is over. */
  private List<Asked> next(List<Missing> missing) {
    List<Asked> next = new ArrayList<>();
    while (!missing.isEmpty() && (next.isEmpty() || fits(missing.get(0), next.size()))) {
      next.addAll(asked(missing.remove(0)));
    }
    return next;
  }

  private boolean fits(Missing another, int beside) {
    return beside < most && another.run().allowsBatches();
  }

  /** The request for a picture; none if the job's attempt is over. */
  private static List<Asked> asked(Missing missing) {
    List<Asked> asked = new ArrayList<>();
    JobRun run = missing.run();
    run.attempt(() -> asked.add(new Asked(missing, run.request(missing.index()))));
    return asked;
  }

  private void draw(List<Asked> asked) {
    if (asked.isEmpty()) {
      return;
    }
    List<Outcome> outcomes;
    try {
      outcomes =
          artist.draw(
              asked.get(0).run().model(),
              asked.stream().map(Asked::request).toList(),
              asked.stream().map(each -> each.run().listener(each.missing().index())).toList());
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      if (e instanceof OutOfMemoryError && asked.size() > 1) {
        drawOneByOne(asked, e);
      } else {
        asked.forEach(each -> each.run().attempt(() -> rethrow(e)));
      }
      return;
    }
    keep(asked, outcomes);
  }

  private void keep(List<Asked> asked, List<Outcome> outcomes) {
    List<Asked> tooMany = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Asked drawn = asked.get(i);
      Outcome outcome = outcomes.get(i);
      if (asked.size() > 1 && outcome.failure() instanceof NotEnoughMemoryException) {
        tooMany.add(drawn);
      } else {
        drawn.run().attempt(() -> drawn.run().save(outcome.orThrow(), drawn.missing().index()));
      }
    }
    if (!tooMany.isEmpty()) {
      drawOneByOne(tooMany, outcomes.get(asked.indexOf(tooMany.get(0))).failure());
    }
  }

  private void drawOneByOne(List<Asked> tooMany, Throwable lack) {
    LOG.log(
        System.Logger.Level.WARNING,
        "there is not enough memory for {0} pictures at a time: they are drawn one by one ({1})",
        tooMany.size(),
        lack.getMessage());
    tooMany.forEach(each -> draw(asked(each.missing())));
  }

  private static void rethrow(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) e;
  }
}
