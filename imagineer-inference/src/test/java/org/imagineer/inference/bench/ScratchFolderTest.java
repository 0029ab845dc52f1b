package org.imagineer.inference.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of gigabytes that nobody wants to keep. */
class ScratchFolderTest {

  @TempDir Path folder;

  @Test
  void closing_removes_everything_in_it() throws IOException {
    Path parent = folder.resolve("home");
    try (ScratchFolder scratch = ScratchFolder.in(parent)) {
      assertThat(scratch.path()).isDirectory().hasParent(parent);
      Files.createDirectories(scratch.path().resolve("a/b"));
      Files.writeString(scratch.path().resolve("a/b/c"), "c");
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void one_that_is_in_use_is_left_alone_by_the_next() {
    try (ScratchFolder first = ScratchFolder.in(folder);
        ScratchFolder second = ScratchFolder.in(folder)) {
      assertThat(first.path()).isDirectory();
      assertThat(second.path()).isDirectory().isNotEqualTo(first.path());
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void what_is_no_scratch_folder_is_left_alone() throws IOException {
    Path other = Files.createDirectory(folder.resolve(".bench-mark"));
    Path picture = Files.createFile(folder.resolve("picture.png"));
    ScratchFolder.in(folder).close();
    assertThat(folder.toFile().listFiles())
        .containsExactlyInAnyOrder(other.toFile(), picture.toFile());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_process_that_is_ended_or_killed_leaves_nothing_behind_in_the_end(boolean killed)
      throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Waiting.class.getName(),
                folder.toString())
            .start();
    byte[] made = new byte[5];
    try (InputStream said = process.getInputStream()) {
      assertThat(said.readNBytes(made, 0, made.length)).isEqualTo(made.length);
      assertThat(new String(made, StandardCharsets.UTF_8)).isEqualTo("made\n");
      if (killed) {
        process.destroyForcibly().waitFor();
        assertThat(folder).isNotEmptyDirectory();
        ScratchFolder.in(folder).close();
      } else {
        process.destroy();
        process.waitFor();
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** Fills a scratch folder and waits for its end. */
  static final class Waiting {

    private Waiting() {}

    public static void main(String[] arguments) throws Exception {
      try (ScratchFolder scratch = ScratchFolder.in(Path.of(arguments[0]))) {
        Files.writeString(scratch.path().resolve("weights"), "many");
        System.out.print("made\n");
        System.out.flush();
        Thread.currentThread().join();
      }
    }
  }

  @Test
  void a_place_that_cannot_be_written_is_named() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> ScratchFolder.in(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nothing can be written in " + file);
    assertThat(List.of(folder.toFile().list())).containsExactly("file");
  }
}
