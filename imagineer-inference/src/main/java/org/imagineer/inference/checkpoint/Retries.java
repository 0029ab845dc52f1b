package org.imagineer.inference.checkpoint;

import java.io.IOException;

/** Tries again what connections break, as long as it gets anywhere. */
final class Retries {

  /** How long to wait after a failure. */
  @FunctionalInterface
  interface Pause {
    /**
     * @param failures how many attempts in a row have brought nothing, from 1 on
     */
    void after(int failures) throws InterruptedException;
  }

  /** Something that a broken connection may end. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /** How far the attempts have come so far. */
  @FunctionalInterface
  interface Reached {
    long bytes() throws IOException;
  }

  private static final int MOST_FAILURES = 5;

  private final Pause pause;

  Retries(Pause pause) {
    this.pause = pause;
  }

  /**
   * Runs until an attempt succeeds.
   *
   * @throws DownloadException the attempt's own, at once; or after some attempts in a row that
   *     brought nothing
   */
  <T> T run(Attempt<T> attempt, Reached reached) throws IOException {
    long best = reached.bytes();
    int failures = 0;
    while (true) {
      try {
        return attempt.run();
      } catch (DownloadException e) {
        throw e;
      } catch (IOException e) {
        long now = reached.bytes();
        failures = now > best ? 1 : failures + 1;
        best = Math.max(best, now);
        if (failures >= MOST_FAILURES) {
          throw new DownloadException(
              "the download broke off %d times (%s); the same command goes on from here"
                  .formatted(failures, e.getMessage()),
              e);
        }
        rest(failures);
      }
    }
  }

  private void rest(int failures) throws DownloadException {
    try {
      pause.after(failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException("interrupted", e);
    }
  }
}
