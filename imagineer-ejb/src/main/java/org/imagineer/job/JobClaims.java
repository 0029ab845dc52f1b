package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagineer.database.ImagineerDatabase;
import org.imagineer.database.UtcTime;
import org.imagineer.image.Image;

/**
 * The queue as its workers see it. Each call is a transaction that locks the job's row first, and
 * every change needs the claim under which the job is drawn.
 */
@ApplicationScoped
@Transactional
public class JobClaims {

  /** How long a worker may be silent before its job is anybody's. */
  public static final Duration LEASE = Duration.ofSeconds(45);

  /** Rows that another worker is just looking at are skipped: nobody waits for anybody. */
  private static final String NEXT =
      """
      select id from jobs
      where kind = 'generate'
        and (status = 'queued' or status = 'running' and lease_until <= ?1)
      order by id
      limit 1
      for update skip locked
      """;

  /** Queued jobs among which others of the same shape are looked for. */
  private static final int LOOK_AHEAD = 50;

  private static final String STILL_QUEUED =
      """
      select id from jobs
      where id = ?1
        and status = 'queued'
      for update skip locked
      """;

  private EntityManager em;
  private Clock clock;

  /** For the container's client proxy. */
  protected JobClaims() {}

  @Inject
  public JobClaims(@ImagineerDatabase EntityManager em, Clock clock) {
    this.em = em;
    this.clock = clock;
  }

  /**
   * Claims the job that has waited longest, or one whose worker has fallen silent.
   *
   * @param worker who claims
   */
  public Optional<Claim> next(String worker) {
    Instant now = clock.instant();
    for (Optional<Long> id = nextId(now); id.isPresent(); id = nextId(now)) {
      GenerationJob job = locked(id.get());
      if (job.status() == JobStatus.RUNNING) {
        job.abandon(now);
      }
      if (job.status() == JobStatus.QUEUED) {
        return Optional.of(job.claim(worker, now, now.plus(LEASE)));
      }
    }
    return Optional.empty();
  }

  /**
   * Claims further jobs that can be drawn in one batch with a claimed one: those that come next
   * among the first of the queue, all of whose pictures find room. Jobs that were attempted before
   * are left to be drawn alone.
   *
   * @param worker who claims
   * @param most pictures of the batch, those of the claimed job included
   */
  public List<Claim> alike(Claim first, String worker, int most) {
    GenerationJob claimed = job(first);
    Optional<JobShape> shape = JobShape.of(claimed);
    int room = most - claimed.parameters().numImages();
    if (room < 1 || first.attempt() > 1 || shape.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    List<Claim> claims = new ArrayList<>();
    for (GenerationJob job : waiting()) {
      int pictures = job.parameters().numImages();
      if (pictures <= room && job.attempts() == 0 && JobShape.of(job).equals(shape)) {
        Optional<GenerationJob> free = lockedIfQueued(job.id());
        if (free.isPresent()) {
          claims.add(free.get().claim(worker, now, now.plus(LEASE)));
          room -= pictures;
        }
      }
    }
    return claims;
  }

  /** Not locked: other workers must be able to take those that do not fit. */
  private List<GenerationJob> waiting() {
    return em.createQuery(
            "select j from GenerationJob j where j.kind = 'generate' and j.status = ?1 order by j.id",
            GenerationJob.class)
        .setParameter(1, JobStatus.QUEUED)
        .setMaxResults(LOOK_AHEAD)
        .getResultList();
  }

  private Optional<GenerationJob> lockedIfQueued(long id) {
    List<?> found = em.createNativeQuery(STILL_QUEUED).setParameter(1, id).getResultList();
    return found.stream().findFirst().map(queued -> locked(id));
  }

  private Optional<Long> nextId(Instant now) {
    // Native queries do not write changes first, and an abandoned job would be found again.
    em.flush();
    List<?> ids = em.createNativeQuery(NEXT).setParameter(1, UtcTime.of(now)).getResultList();
    return ids.stream().findFirst().map(id -> ((Number) id).longValue());
  }

  /**
   * Queues again what this worker held when it died. For the start, before anything is claimed.
   *
   * @return how many jobs that were
   */
  public int recover(String worker) {
    List<Long> ids =
        em.createQuery(
                "select j.id from GenerationJob j where j.status = ?1 and j.worker = ?2",
                Long.class)
            .setParameter(1, JobStatus.RUNNING)
            .setParameter(2, worker)
            .getResultList();
    ids.forEach(id -> locked(id).abandon(clock.instant()));
    return ids.size();
  }

  /** The job of a claim, as it is now. */
  public GenerationJob job(Claim claim) {
    return em.find(GenerationJob.class, claim.jobId());
  }

  /**
   * Prolongs the lease.
   *
   * @return whether somebody has asked to cancel the job
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public boolean renew(Claim claim) {
    GenerationJob job = locked(claim.jobId());
    job.renew(claim, clock.instant().plus(LEASE));
    return job.cancelRequested();
  }

  /**
   * Notes how far the job is, and prolongs the lease.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void progress(Claim claim, int step, int totalSteps) {
    GenerationJob job = locked(claim.jobId());
    job.progress(claim, step, totalSteps);
    job.renew(claim, clock.instant().plus(LEASE));
  }

  /**
   * Records a finished picture whose file is in place, and with the last one ends the job.
   *
   * @throws StaleClaimException if the claim is no longer the job's; the picture is not recorded
   */
  public void record(Claim claim, Image image) {
    GenerationJob job = locked(claim.jobId());
    job.renew(claim, clock.instant().plus(LEASE));
    em.persist(image);
    em.flush();
    long images =
        em.createQuery("select count(i) from Image i where i.jobId = ?1", Long.class)
            .setParameter(1, job.id())
            .getSingleResult();
    if (images >= job.parameters().numImages()) {
      job.complete(claim, images, clock.instant());
    }
  }

  /**
   * Ends the attempt with an error.
   *
   * @param reason one sentence for whoever asked for the job
   * @param retry whether another attempt could fare better
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void fail(Claim claim, String reason, boolean retry) {
    locked(claim.jobId()).fail(claim, reason, retry, clock.instant());
  }

  /**
   * The worker has stopped as it was asked to.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void stopped(Claim claim) {
    locked(claim.jobId()).stopped(claim, clock.instant());
  }

  /**
   * The worker goes away: the job is queued again.
   *
   * @throws StaleClaimException if the claim is no longer the job's
   */
  public void handBack(Claim claim) {
    locked(claim.jobId()).handBack(claim, clock.instant());
  }

  private GenerationJob locked(long id) {
    return em.find(GenerationJob.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
