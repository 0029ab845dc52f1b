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
import org.imagineer.model.Artist;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelUnavailableException;
import org.imagineer.settings.Settings;

/**
 * One attempt at one job: draws the pictures that are still missing and writes down how it ends.
 * Runs on one thread; {@link #heartbeat}, {@link #cancel} and {@link #leave} may come from others.
 */
final class JobRun implements GenerationListener {

  private static final System.Logger LOG = System.getLogger(JobRun.class.getName());

  private final Claim claim;
  private final Studio studio;
  private final Artist artist;
  private ProgressReport progress;

  private volatile boolean cancelled;
  private volatile boolean leaving;
  private volatile boolean lost;

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

  /**
   * @param artist who draws it
   */
  JobRun(Claim claim, Studio studio, Artist artist) {
    this.claim = claim;
    this.studio = studio;
    this.artist = artist;
  }

  long jobId() {
    return claim.jobId();
  }

  /** Draws until the job is finished or the attempt is over. */
  void run() {
    try {
      drawMissing(studio.claims().job(claim));
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
    } finally {
      studio.board().remove(claim.jobId());
    }
  }

  private void drawMissing(GenerationJob job) throws IOException {
    JobParameters wanted = job.parameters();
    Ingredients ingredients = studio.ingredients(wanted);
    Set<Integer> there = finished(job.id());
    progress =
        new ProgressReport(
            claim, wanted.numImages(), studio.claims(), studio.board(), System::nanoTime);
    for (int index = 0; index < wanted.numImages(); index++) {
      if (!there.contains(index)) {
        progress.begin(index, there.size());
        draw(job, ingredients, index);
        there.add(index);
      }
    }
  }

  private Set<Integer> finished(long jobId) {
    Collection<List<Image>> images = studio.library().ofJobs(List.of(jobId)).values();
    return images.stream().flatMap(List::stream).map(Image::imageIndex).collect(Collectors.toSet());
  }

  private void draw(GenerationJob job, Ingredients ingredients, int index) throws IOException {
    JobParameters wanted = job.parameters();
    GenerationRequest request = ingredients.addedTo(wanted.picture(job.prompt(), index));
    // A request to stop may have come between two pictures.
    if (cancelled()) {
      throw new GenerationCancelledException();
    }
    GeneratedImage picture = artist.draw(wanted.model(), request, this);
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

  private void giveUp() {
    try {
      if (lost) {
        LOG.log(System.Logger.Level.WARNING, "job {0} has gone to another worker", jobId());
      } else if (cancelled) {
        studio.claims().stopped(claim);
      } else {
        studio.claims().handBack(claim);
      }
    } catch (StaleClaimException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    }
  }

  private void fail(Throwable error, String reason, boolean retry) {
    LOG.log(System.Logger.Level.WARNING, "job " + jobId() + ": " + reason, error);
    try {
      studio.claims().fail(claim, reason, retry);
    } catch (StaleClaimException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    }
  }

  /** Prolongs the lease, however long a step may take, and hears whether to cancel. */
  void heartbeat() {
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

  @Override
  public void step(int step, int total) {
    progress.step(step, total);
  }

  @Override
  public boolean cancelled() {
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
