package org.imagineer.inference.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stream that gives up when nothing comes: connections may stay open long after the other side is
 * gone.
 */
final class ImpatientInput extends FilterInputStream {

  private final Duration patience;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "download");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param patience how long one read may take
   */
  ImpatientInput(InputStream source, Duration patience) {
    super(source);
    this.patience = patience;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Future<Integer> read = reader.submit(() -> in.read(into, offset, length));
    try {
      return read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nothing came for " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the connection broke: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.shutdown();
    super.close();
  }
}
