package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.imagineer.database.ImagineerDatabase;
import org.imagineer.model.ModelUnavailableException;
import org.imagineer.settings.Settings;

/**
 * The queue as those see it who ask for pictures. Each call is a transaction; jobs come back
 * detached.
 */
@ApplicationScoped
// What is refused is refused before anything is written. Without this list the server would take
// each refusal for an incident and write a report of it.
@Transactional(
    dontRollbackOn = {
      InvalidRequestException.class,
      ModelUnavailableException.class,
      QueueFullException.class,
      NoSuchJobException.class,
      IllegalJobStateException.class
    })
public class JobQueue {

  private EntityManager em;
  private RequestResolver resolver;
  private Settings settings;
  private Event<Object> hints;
  private Clock clock;

  /** For the container's client proxy. */
  protected JobQueue() {}

  @Inject
  public JobQueue(
      @ImagineerDatabase EntityManager em,
      RequestResolver resolver,
      Settings settings,
      Event<Object> hints,
      Clock clock) {
    this.em = em;
    this.resolver = resolver;
    this.settings = settings;
    this.hints = hints;
    this.clock = clock;
  }

  /**
   * Queues a generation with every open value decided, the seed too.
   *
   * @throws InvalidRequestException if a value is not allowed
   * @throws QueueFullException if too many jobs are waiting
   * @throws ModelUnavailableException if there is no model to draw with
   */
  public GenerationJob submit(JobRequest request) {
    JobParameters parameters = resolver.resolve(request);
    if (settings.maxPending() > 0 && count(JobStatus.QUEUED) >= settings.maxPending()) {
      throw new QueueFullException(settings.maxPending());
    }
    GenerationJob job = new GenerationJob(request.prompt(), parameters, clock.instant());
    em.persist(job);
    hints.fire(new JobQueued(job.id()));
    return job;
  }

  /** The job of this id. */
  public Optional<GenerationJob> find(long id) {
    return Optional.ofNullable(em.find(GenerationJob.class, id));
  }

  /**
   * What is drawn, waiting, and done.
   *
   * @param limit finished jobs to list, at least 1
   */
  public QueueView queueView(int limit) {
    return new QueueView(
        jobs(JobStatus.RUNNING),
        jobs(JobStatus.QUEUED),
        em.createQuery(
                "select j from GenerationJob j where j.status in ?1 order by j.id desc",
                GenerationJob.class)
            .setParameter(1, JobStatus.ENDS)
            .setMaxResults(limit)
            .getResultList());
  }

  private List<GenerationJob> jobs(JobStatus status) {
    return em.createQuery(
            "select j from GenerationJob j where j.status = ?1 order by j.id", GenerationJob.class)
        .setParameter(1, status)
        .getResultList();
  }

  /** How many jobs there are in each part of their life. */
  public QueueCounts counts() {
    long finished = JobStatus.ENDS.stream().mapToLong(this::count).sum();
    return new QueueCounts(count(JobStatus.QUEUED), count(JobStatus.RUNNING), finished);
  }

  private long count(JobStatus status) {
    return em.createQuery("select count(j) from GenerationJob j where j.status = ?1", Long.class)
        .setParameter(1, status)
        .getSingleResult();
  }

  /**
   * Where a job stands in the queue: 0 if running, 1 if next, and so on; empty when finished.
   *
   * @param job as it was read
   */
  public Optional<Long> position(GenerationJob job) {
    return switch (job.status()) {
      case RUNNING -> Optional.of(0L);
      case QUEUED ->
          Optional.of(
              1
                  + em.createQuery(
                          "select count(j) from GenerationJob j where j.status = ?1 and j.id < ?2",
                          Long.class)
                      .setParameter(1, JobStatus.QUEUED)
                      .setParameter(2, job.id())
                      .getSingleResult());
      default -> Optional.empty();
    };
  }

  /**
   * Cancels a job: one that waits at once, a running one within a step.
   *
   * @return the job; still running if its worker has yet to stop
   * @throws NoSuchJobException if there is none
   * @throws IllegalJobStateException if it is finished already
   */
  public GenerationJob cancel(long id) {
    return cancel(locked(id));
  }

  /**
   * Cancels a job only if it waits.
   *
   * @throws NoSuchJobException if there is none
   * @throws IllegalJobStateException if it is running or finished; its status tells
   */
  public GenerationJob cancelIfQueued(long id) {
    GenerationJob job = locked(id);
    if (job.status() != JobStatus.QUEUED) {
      throw new IllegalJobStateException(job.status(), "cancelled while waiting");
    }
    return cancel(job);
  }

  private GenerationJob cancel(GenerationJob job) {
    job.cancel(clock.instant());
    if (job.status() == JobStatus.RUNNING) {
      hints.fire(new CancelRequested(job.id()));
    }
    return job;
  }

  private GenerationJob locked(long id) {
    GenerationJob job = em.find(GenerationJob.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (job == null) {
      throw new NoSuchJobException();
    }
    return job;
  }
}
