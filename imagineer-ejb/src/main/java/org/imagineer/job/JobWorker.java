package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.model.Artist;
import org.imagineer.model.Artists;
import org.imagineer.model.LoraCatalog;
import org.imagineer.settings.Settings;

/** Draws the queue's jobs from start to stop, in one {@link Lane} for each artist. */
@ApplicationScoped
public class JobWorker {

  private static final System.Logger LOG = System.getLogger(JobWorker.class.getName());

  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  private final List<Lane> lanes = new CopyOnWriteArrayList<>();

  /** Itself, until it is stopped, and all that runs. */
  private final Phaser working = new Phaser(1);

  private JobRun.Studio studio;
  private Artists artists;
  private Settings settings;

  private volatile boolean started;
  private volatile boolean stopping;
  private volatile boolean failed;

  /** For the container's client proxy. */
  protected JobWorker() {}

  @Inject
  public JobWorker(
      JobClaims claims,
      ImageLibrary library,
      ImageStore store,
      Artists artists,
      ProgressBoard board,
      Clock clock,
      LoraCatalog loras,
      Settings settings) {
    this.studio = new JobRun.Studio(claims, library, store, board, clock, loras, settings);
    this.artists = artists;
    this.settings = settings;
  }

  /**
   * Begins to draw. Once only; the tables and the data folder must be there.
   *
   * @param threads takes a task for each lane, which runs until the worker is stopped
   * @param heartbeats runs what renews the leases
   */
  public void start(ExecutorService threads, ScheduledExecutorService heartbeats) {
    started = true;
    begin(threads, () -> openLanes(threads, heartbeats));
  }

  private void openLanes(ExecutorService threads, ScheduledExecutorService heartbeats) {
    try {
      String name = WorkerName.of(settings.home());
      studio.claims().recover(name); // before any lane claims under this name
      for (Artist artist : artists.assemble()) {
        lanes.add(new Lane(name, studio, artist, heartbeats));
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the worker cannot begin: " + e.getMessage(), e);
      failed = true;
      return;
    }
    if (stopping) {
      lanes.forEach(Lane::stop);
    }
    lanes.forEach(lane -> begin(threads, lane::work));
  }

  private void begin(ExecutorService threads, Runnable task) {
    working.register();
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              working.arriveAndDeregister();
            }
          });
    } catch (RejectedExecutionException e) {
      working.arriveAndDeregister();
      throw e;
    }
  }

  /** Stops within seconds: jobs that are being drawn go back into the queue. Once only. */
  public void stop() {
    stopping = true;
    lanes.forEach(Lane::stop);
    int phase = working.arriveAndDeregister();
    try {
      working.awaitAdvanceInterruptibly(phase, LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "the worker does not stop; its leases will run out");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether every lane draws or waits for jobs, or they are made ready. */
  public boolean alive() {
    return started && !stopping && !failed && lanes.stream().allMatch(Lane::alive);
  }

  void onQueued(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobQueued event) {
    lanes.forEach(Lane::hint);
  }

  void onCancel(@Observes(during = TransactionPhase.AFTER_SUCCESS) CancelRequested event) {
    lanes.forEach(lane -> lane.cancel(event.jobId()));
  }
}
