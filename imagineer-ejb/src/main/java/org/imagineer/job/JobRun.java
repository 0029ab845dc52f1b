package org.imagineer.job;

import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.image.StoredFile;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationCancelledException;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.NoPictureException;
import org.imagineer.inference.NotEnoughMemoryException;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelUnavailableException;
import org.imagineer.settings.Settings;

/**
 * One attempt at one job: says which pictures are still missing, keeps those that are drawn, and
 * writes down how it ends. Runs on one thread; {@link #heartbeat}, {@link #cancel} and {@link
 * #leave} may come from others.
 */
final class JobRun {

  private static final System.Logger LOG = System.getLogger(JobRun.class.getName());

  private final Claim claim;
  private final Studio studio;
  private GenerationJob job;
  private Ingredients ingredients;
  private List<Integer> missing = List.of();
  private ProgressReport progress;

  private volatile boolean cancelled;
  private volatile boolean leaving;
  private volatile boolean lost;
  private volatile boolean over;

  /** What every job is drawn with and written to. */
  record Studio(
      JobClaims claims,
      ImageLibrary library,
      ImageStore store,
      ProgressBoard board,
      Clock clock,
      LoraCatalog loras,
      Settings settings) {

    Ingredients ingredients(JobParameters wanted) {
      return new Ingredients.Pantry(loras, library, store).of(wanted);
    }
  }

  JobRun(Claim claim, Studio studio) {
    this.claim = claim;
    this.studio = studio;
  }

  long jobId() {
    return claim.jobId();
  }

  /** What may fail, for whatever reason; once something has, the attempt is over. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Does a part of the attempt, unless it is over; how it fails decides how the attempt ends. */
  void attempt(Work work) {
    if (over) {
      return;
    }
    try {
      work.run();
      return;
    } catch (GenerationCancelledException e) {
      giveUp();
    } catch (StaleClaimException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    } catch (ModelUnavailableException
        | IllegalArgumentException
        | UncheckedIOException
        | NoPictureException
        | NotEnoughMemoryException e) {
      // What was asked for cannot be drawn; it could not at the next attempt either.
      fail(e, sentence(e), false);
    } catch (IOException e) {
      fail(e, "The picture could not be stored: " + cause(e), false);
    } catch (PersistenceException | TransactionalException e) {
      fail(e, "The picture could not be recorded.", true);
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      fail(e, "Drawing failed: " + sentence(e), true);
    }
    over = true;
    close();
  }

  /** Looks up what is to be drawn. */
  void prepare() {
    job = studio.claims().job(claim);
    JobParameters wanted = job.parameters();
    ingredients = studio.ingredients(wanted);
    Set<Integer> there = finished();
    missing =
        IntStream.range(0, wanted.numImages()).filter(i -> !there.contains(i)).boxed().toList();
    progress =
        new ProgressReport(
            claim,
            wanted.numImages(),
            there.size(),
            studio.claims(),
            studio.board(),
            System::nanoTime);
  }

  private Set<Integer> finished() {
    Collection<List<Image>> images = studio.library().ofJobs(List.of(jobId())).values();
    return images.stream().flatMap(List::stream).map(Image::imageIndex).collect(Collectors.toSet());
  }

  /** The pictures that are not there yet, once prepared. */
  List<Integer> missing() {
    return missing;
  }

  /** Which model draws it, once prepared. */
  String model() {
    return job.parameters().model();
  }

  /**
   * Whether its pictures may be drawn together with others of its shape, once prepared. Not after a
   * first attempt that failed, so that whatever made it fail ends no other job's attempts.
   */
  boolean allowsBatches() {
    return claim.attempt() == 1 && JobShape.of(job).isPresent();
  }

  /**
   * What to draw for a picture.
   *
   * @throws GenerationCancelledException if a request to stop has come between two pictures
   */
  GenerationRequest request(int index) {
    GenerationRequest request = ingredients.addedTo(job.parameters().picture(job.prompt(), index));
    if (cancelled()) {
      throw new GenerationCancelledException();
    }
    progress.begin(index);
    return request;
  }

  /** Follows a picture. */
  GenerationListener listener(int index) {
    return new GenerationListener() {
      @Override
      public void step(int step, int total) {
        progress.step(index, step, total);
      }

      @Override
      public boolean cancelled() {
        return JobRun.this.cancelled();
      }
    };
  }

  /** Stores and records a finished picture. */
  void save(GeneratedImage picture, int index) throws IOException {
    JobParameters wanted = job.parameters();
    String loras = LoraConfig.of(wanted.loras(), picture.request().prompt(), studio.loras());
    StoredFile file = studio.store().save(picture.png(), claim.jobId(), index, wanted.output());
    boolean recorded = false;
    try {
      studio
          .claims()
          .record(
              claim,
              new Image(
                  file,
                  picture.request(),
                  wanted.model(),
                  loras,
                  claim.jobId(),
                  index,
                  wanted.isPublic(),
                  studio.clock().instant()));
      recorded = true;
    } finally {
      if (!recorded) {
        studio.store().delete(file);
      }
    }
  }

  /** Nobody needs to hear of its steps any more. May be called more than once. */
  void close() {
    studio.board().remove(claim.jobId());
  }

  private void giveUp() {
    if (lost) {
      LOG.log(System.Logger.Level.WARNING, "job {0} has gone to another worker", jobId());
    } else if (cancelled) {
      end(() -> studio.claims().stopped(claim));
    } else {
      end(() -> studio.claims().handBack(claim));
    }
  }

  private void fail(Throwable error, String reason, boolean retry) {
    LOG.log(System.Logger.Level.WARNING, "job " + jobId() + ": " + reason, error);
    end(() -> studio.claims().fail(claim, reason, retry));
  }

  /** Where the end cannot be written down, the lease runs out; other jobs of the batch go on. */
  private void end(Runnable writing) {
    try {
      writing.run();
    } catch (StaleClaimException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "how job " + jobId() + " ended cannot be recorded", e);
    }
  }

  /** Prolongs the lease, however long a step may take, and hears whether to cancel. */
  void heartbeat() {
    if (over) {
      return;
    }
    try {
      cancelled |= studio.claims().renew(claim);
    } catch (StaleClaimException e) {
      lost = true;
    }
  }

  /** Stops within a step; the job was cancelled. */
  void cancel() {
    cancelled = true;
  }

  /** Stops within a step; the server goes down. */
  void leave() {
    leaving = true;
  }

  private boolean cancelled() {
    return cancelled || leaving || lost;
  }

  /** The file system's own words ("No space left on device") without the path before them. */
  private String cause(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : sentence(e);
  }

  private String sentence(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = studio.settings().fileNamesOnly(message.lines().findFirst().orElse(message));
    return line.length() <= 500 ? line : line.substring(0, 500);
  }
}
