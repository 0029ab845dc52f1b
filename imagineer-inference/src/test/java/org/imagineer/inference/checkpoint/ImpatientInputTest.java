package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ImpatientInputTest {

  @Test
  void bytes_come_through() throws IOException {
    byte[] bytes = {1, -2, 3};
    try (InputStream in =
        new ImpatientInput(new ByteArrayInputStream(bytes), Duration.ofMinutes(1))) {
      assertThat(in.read()).isEqualTo(1);
      assertThat(in.read()).isEqualTo(254);
      assertThat(in.readAllBytes()).containsExactly(3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void a_silent_connection_is_given_up() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    InputStream silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            try {
              closed.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return -1;
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    try (InputStream in = new ImpatientInput(silent, Duration.ofMillis(1))) {
      assertThatThrownBy(in::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing came");
    }
  }

  @Test
  void a_broken_connection_is_told() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };
    try (InputStream in = new ImpatientInput(broken, Duration.ofMinutes(1))) {
      assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }
  }
}
