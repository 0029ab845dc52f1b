package org.imagineer.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.imagineer.model.Artist;

/**
 * Draws the queue's jobs with one artist, one after the other or some together, on one thread.
 * Other lanes draw other jobs at the same time. All but {@link #work} may be called from any
 * thread.
 */
final class Lane {

  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  /** How long a job that no event has told of may wait. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration HEARTBEAT = JobClaims.LEASE.dividedBy(3);

  /** Its own: a hint that another lane has taken would be missed here. */
  private final Semaphore hint = new Semaphore(0);

  private final String worker;
  private final JobRun.Studio studio;
  private final Artist artist;
  private final ScheduledExecutorService timer;

  private volatile List<JobRun> current = List.of();
  private volatile boolean stopping;
  private volatile boolean ended;

  /**
   * @param worker under which name it claims jobs; all lanes of a server have the same
   * @param heartbeats runs what renews the lease
   */
  Lane(String worker, JobRun.Studio studio, Artist artist, ScheduledExecutorService heartbeats) {
    this.worker = worker;
    this.studio = studio;
    this.artist = artist;
    this.timer = heartbeats;
  }

  /** Draws until it is stopped. */
  void work() {
    try {
      if (!stopping) {
        artist.prepare();
      }
      while (!stopping) {
        drawNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      artist.close();
    }
  }

  /** There may be a job. */
  void hint() {
    hint.release();
  }

  /** Stops drawing this job, if it is the one that is drawn. */
  void cancel(long jobId) {
    current.stream().filter(run -> run.jobId() == jobId).forEach(JobRun::cancel);
  }

  /** Ends within seconds: a job that is being drawn goes back into the queue. */
  void stop() {
    stopping = true;
    current.forEach(JobRun::leave);
    hint.release();
  }

  /** Whether it draws, or waits for jobs, or is about to. */
  boolean alive() {
    return !ended;
  }

  /** What goes wrong here is not the job's fault: the database is away, say. Wait and try again. */
  private void drawNext() throws InterruptedException {
    try {
      Optional<Claim> claim = studio.claims().next(worker);
      if (claim.isPresent()) {
        draw(claim.get());
        return;
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the queue cannot be worked on", e);
    }
    hint.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
    hint.drainPermits();
  }

  private void draw(Claim claim) {
    List<JobRun> runs =
        Stream.concat(Stream.of(claim), alike(claim).stream())
            .map(each -> new JobRun(each, studio))
            .toList();
    Future<?> heartbeat =
        timer.scheduleAtFixedRate(
            () -> runs.forEach(Lane::beat),
            HEARTBEAT.toSeconds(),
            HEARTBEAT.toSeconds(),
            TimeUnit.SECONDS);
    current = runs;
    if (stopping) {
      runs.forEach(JobRun::leave);
    }
    try {
      new BatchRun(runs, artist, studio.settings().batchJobs()).run();
    } finally {
      current = List.of();
      heartbeat.cancel(false);
    }
  }

  /** Nothing is lost if they cannot be found now: the job that is claimed is drawn all the same. */
  private List<Claim> alike(Claim claim) {
    try {
      return studio.claims().alike(claim, worker, studio.settings().batchJobs());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "no jobs to draw together could be claimed", e);
      return List.of();
    }
  }

  /** An exception would end the heartbeats; the next one may find the database again. */
  private static void beat(JobRun run) {
    try {
      run.heartbeat();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the lease could not be renewed", e);
    }
  }
}
