package org.imagineer.inference.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether there is room for a model of full size; making one is for the test of full size. */
class RandomCheckpointTest {

  @TempDir Path folder;

  @Test
  void room_is_looked_for_before_anything_is_written() {
    assertThatThrownBy(() -> RandomCheckpoint.requireSpace(folder, at -> 4L << 30))
        .hasMessageContaining("not enough space")
        .hasMessageContaining(folder + " has 4096 MB left")
        .hasMessageContaining("--model");
    assertThatCode(() -> RandomCheckpoint.requireSpace(folder, at -> 5L << 30))
        .doesNotThrowAnyException();
  }
}
