package org.imagineer.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

/**
 * The queue as those see it who ask for pictures. Each call is a transaction; jobs come back
 * detached.
 */
@ApplicationScoped
@Transactional
public class JobQueue {

  private EntityManager em;

  /** For the container's client proxy. */
  protected JobQueue() {}

  @Inject
  public JobQueue(EntityManager em) {
    this.em = em;
  }

  /**
   * Queues a generation with every open value decided, the seed too.
   *
   * @throws InvalidRequestException if a value is not allowed
   * @throws QueueFullException if too many jobs are waiting
   * @throws org.imagineer.model.ModelUnavailableException if there is no model to draw with
   */
  public GenerationJob submit(JobRequest request) {
    throw new InvalidRequestException(RequestRules.violations(request, java.util.List.of()));
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
    throw new IllegalArgumentException("limit " + limit);
  }

  /** How many jobs there are in each part of their life. */
  public QueueCounts counts() {
    return new QueueCounts(0, 0, 0);
  }

  /**
   * How many jobs come before this one, itself included: 0 if running, 1 if next; empty when
   * finished.
   */
  public Optional<Long> position(GenerationJob job) {
    return Optional.empty();
  }

  /**
   * Cancels a job: one that waits at once, a running one within a step.
   *
   * @return the job; still running if its worker has yet to stop
   * @throws NoSuchJobException if there is none
   * @throws IllegalJobStateException if it is finished already
   */
  public GenerationJob cancel(long id) {
    throw new NoSuchJobException();
  }

  /**
   * Cancels a job only if it waits.
   *
   * @throws NoSuchJobException if there is none
   * @throws IllegalJobStateException if it is running or finished; its status tells
   */
  public GenerationJob cancelIfQueued(long id) {
    throw new NoSuchJobException();
  }
}
