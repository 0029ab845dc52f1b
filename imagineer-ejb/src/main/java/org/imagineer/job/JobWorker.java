package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.model.Artist;
import org.imagineer.model.LoraCatalog;
import org.imagineer.settings.Settings;

/** Draws the queue's jobs, one after the other, on one thread, from start to stop. */
@ApplicationScoped
public class JobWorker {

  private static final System.Logger LOG = System.getLogger(JobWorker.class.getName());

  /** How long a job that no event has told of may wait. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration HEARTBEAT = JobClaims.LEASE.dividedBy(3);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  private final Semaphore hint = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private JobRun.Studio studio;
  private Settings settings;
  private ScheduledExecutorService timer;

  private volatile JobRun current;
  private volatile boolean started;
  private volatile boolean stopping;

  /** For the container's client proxy. */
  protected JobWorker() {}

  @Inject
  public JobWorker(
      JobClaims claims,
      ImageLibrary library,
      ImageStore store,
      Artist artist,
      ProgressBoard board,
      Clock clock,
      LoraCatalog loras,
      Settings settings) {
    this.studio = new JobRun.Studio(claims, library, store, artist, board, clock, loras, settings);
    this.settings = settings;
  }

  /**
   * Begins to draw. Once only; the tables and the data folder must be there.
   *
   * @param lane takes the one task that draws
   * @param heartbeats runs what renews the lease
   */
  public void start(ExecutorService lane, ScheduledExecutorService heartbeats) {
    timer = heartbeats;
    started = true;
    lane.execute(this::work);
  }

  /** Stops within seconds: a job that is being drawn goes back into the queue. */
  public void stop() {
    stopping = true;
    leave(current);
    hint.release();
    try {
      if (started && !ended.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "the worker does not stop; its lease will run out");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it draws or waits for jobs. */
  public boolean alive() {
    return started && !stopping && ended.getCount() > 0;
  }

  void onQueued(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobQueued event) {
    hint.release();
  }

  void onCancel(@Observes(during = TransactionPhase.AFTER_SUCCESS) CancelRequested event) {
    JobRun run = current;
    if (run != null && run.jobId() == event.jobId()) {
      run.cancel();
    }
  }

  private void work() {
    try {
      String name = WorkerName.of(settings.home());
      studio.claims().recover(name);
      studio.artist().prepare();
      while (!stopping) {
        drawNext(name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      studio.artist().close();
      ended.countDown();
    }
  }

  /** What goes wrong here is not the job's fault: the database is away, say. Wait and try again. */
  private void drawNext(String name) throws InterruptedException {
    try {
      Optional<Claim> claim = studio.claims().next(name);
      if (claim.isPresent()) {
        draw(new JobRun(claim.get(), studio));
        return;
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the queue cannot be worked on", e);
    }
    hint.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
    hint.drainPermits();
  }

  private void draw(JobRun run) {
    Future<?> heartbeat =
        timer.scheduleAtFixedRate(
            () -> beat(run), HEARTBEAT.toSeconds(), HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
    current = run;
    if (stopping) {
      leave(run);
    }
    try {
      run.run();
    } finally {
      current = null;
      heartbeat.cancel(false);
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

  private static void leave(JobRun run) {
    if (run != null) {
      run.leave();
    }
  }
}
