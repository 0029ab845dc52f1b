package org.imagineer.job;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A generation somebody asked for, and the rules of its life: queued, running under a lease, then
 * completed, failed or cancelled.
 *
 * <p>Every change asks the job itself. Whoever calls holds the row's lock, so that of two callers
 * the second one sees what the first one did.
 */
@Entity
@Table(name = "jobs")
public class GenerationJob {

  /** Attempts after which a job that keeps failing or losing its worker is given up. */
  public static final int MAX_ATTEMPTS = 3;

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "jobs")
  @SequenceGenerator(name = "jobs", sequenceName = "jobs_id_seq", allocationSize = 1)
  private Long id;

  private String kind = "generate";

  @Convert(converter = JobStatusColumn.class)
  private JobStatus status = JobStatus.QUEUED;

  private String prompt;

  @Convert(converter = JobParametersColumn.class)
  private JobParameters parameters;

  private double progress;
  private int step;

  @Column(name = "total_steps")
  private int totalSteps;

  private int attempts;
  private long fence;
  private String worker;

  @Column(name = "lease_until")
  private Instant leaseUntil;

  @Column(name = "cancel_requested")
  private boolean cancelRequested;

  private String error;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "submitted_at")
  private Instant submittedAt;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "completed_at")
  private Instant completedAt;

  @Column(name = "cancelled_at")
  private Instant cancelledAt;

  /** For JPA. */
  protected GenerationJob() {}

  /** A new job, queued. */
  public GenerationJob(String prompt, JobParameters parameters, Instant now) {
    this.prompt = prompt;
    this.parameters = parameters;
    this.totalSteps = parameters.stepsPerImage() * parameters.numImages();
    this.createdAt = now;
    this.submittedAt = now;
  }

  /**
   * Hands the job to a worker until {@code leaseEnd}.
   *
   * @throws IllegalJobStateException unless queued, or its lease has run out
   */
  public Claim claim(String claimant, Instant now, Instant leaseEnd) {
    boolean abandoned = status == JobStatus.RUNNING && !leaseUntil.isAfter(now);
    if (status != JobStatus.QUEUED && !abandoned) {
      throw new IllegalJobStateException(status, "claimed");
    }
    status = JobStatus.RUNNING;
    worker = claimant;
    leaseUntil = leaseEnd;
    fence++;
    attempts++;
    startedAt = startedAt == null ? now : startedAt;
    return new Claim(id, fence, attempts);
  }

  /**
   * Prolongs the lease.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void renew(Claim claim, Instant leaseEnd) {
    require(claim);
    leaseUntil = leaseEnd;
  }

  /**
   * Notes how far the job is.
   *
   * @param done steps done over all pictures, 0 .. total
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void progress(Claim claim, int done, int total) {
    require(claim);
    step = done;
    totalSteps = total;
    progress = total == 0 ? 0 : (double) done / total;
  }

  /**
   * Ends the job with all its pictures there: completed, or cancelled if somebody has asked for
   * that and been promised it.
   *
   * @param images how many pictures of it there are
   * @throws StaleClaimException if the claim is no longer the job's
   * @throws IllegalJobStateException if pictures are missing
   */
  public void complete(Claim claim, long images, Instant now) {
    require(claim);
    if (images < parameters.numImages()) {
      throw new IllegalJobStateException(status, "completed before its last picture");
    }
    if (cancelRequested) {
      end(JobStatus.CANCELLED, now);
      return;
    }
    step = totalSteps;
    progress = 1;
    end(JobStatus.COMPLETED, now);
  }

  /**
   * Ends the attempt with an error: back into the queue while there are attempts left and another
   * one could fare better, else failed.
   *
   * @param reason one sentence for whoever asked for the job
   * @param retry whether another attempt could fare better
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void fail(Claim claim, String reason, boolean retry, Instant now) {
    require(claim);
    if (cancelRequested) {
      end(JobStatus.CANCELLED, now);
    } else if (retry && attempts < MAX_ATTEMPTS) {
      requeue();
    } else {
      error = reason;
      end(JobStatus.FAILED, now);
    }
  }

  /**
   * Cancels: at once if queued, else by asking its worker to stop.
   *
   * @throws IllegalJobStateException if finished
   */
  public void cancel(Instant now) {
    if (status.finished()) {
      throw new IllegalJobStateException(status, "cancelled");
    }
    cancelRequested = true;
    if (status == JobStatus.QUEUED) {
      end(JobStatus.CANCELLED, now);
    }
  }

  /**
   * The worker has stopped because it was asked to.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   * @throws IllegalJobStateException if nobody asked
   */
  public void stopped(Claim claim, Instant now) {
    require(claim);
    if (!cancelRequested) {
      throw new IllegalJobStateException(status, "stopped without being asked to");
    }
    end(JobStatus.CANCELLED, now);
  }

  /**
   * The worker goes away through no fault of the job: queued again, the attempt does not count.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void handBack(Claim claim, Instant now) {
    require(claim);
    if (cancelRequested) {
      end(JobStatus.CANCELLED, now);
    } else {
      attempts--;
      requeue();
    }
  }

  /**
   * The worker has died: queued again if there are attempts left.
   *
   * @throws IllegalJobStateException unless running
   */
  public void abandon(Instant now) {
    if (status != JobStatus.RUNNING) {
      throw new IllegalJobStateException(status, "abandoned");
    }
    if (cancelRequested) {
      end(JobStatus.CANCELLED, now);
    } else if (attempts < MAX_ATTEMPTS) {
      requeue();
    } else {
      error = "The server stopped %d times while drawing this.".formatted(attempts);
      end(JobStatus.FAILED, now);
    }
  }

  private void require(Claim claim) {
    if (status != JobStatus.RUNNING || fence != claim.fence()) {
      throw new StaleClaimException(claim);
    }
  }

  private void requeue() {
    status = JobStatus.QUEUED;
    release();
  }

  private void end(JobStatus last, Instant now) {
    status = last;
    if (last == JobStatus.CANCELLED) {
      cancelledAt = now;
    } else {
      completedAt = now;
    }
    release();
  }

  private void release() {
    worker = null;
    leaseUntil = null;
  }

  public Long id() {
    return id;
  }

  public JobStatus status() {
    return status;
  }

  public String prompt() {
    return prompt;
  }

  public JobParameters parameters() {
    return parameters;
  }

  /** The part done, 0 .. 1, as last written to the row. */
  public double progress() {
    return progress;
  }

  /** Steps done over all pictures, as last written to the row. */
  public int step() {
    return step;
  }

  /** Steps over all pictures. */
  public int totalSteps() {
    return totalSteps;
  }

  public int attempts() {
    return attempts;
  }

  public boolean cancelRequested() {
    return cancelRequested;
  }

  /** Why it failed, in one sentence. */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  public Instant submittedAt() {
    return submittedAt;
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** When it was completed or failed. */
  public Optional<Instant> completedAt() {
    return Optional.ofNullable(completedAt);
  }

  public Optional<Instant> cancelledAt() {
    return Optional.ofNullable(cancelledAt);
  }

  /** From the first start to the end. */
  public Optional<Duration> duration() {
    Instant end = completedAt == null ? cancelledAt : completedAt;
    return startedAt == null || end == null
        ? Optional.empty()
        : Optional.of(Duration.between(startedAt, end));
  }
}
