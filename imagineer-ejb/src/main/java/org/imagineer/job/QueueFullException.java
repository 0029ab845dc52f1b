package org.imagineer.job;

/** The queue takes no more jobs for now. */
public final class QueueFullException extends RuntimeException {

  public QueueFullException(long limit) {
    super("The queue is full (%d jobs are waiting)".formatted(limit));
  }
}
