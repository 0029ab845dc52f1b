package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.DataType;
import org.imagineer.inference.checkpoint.Entries;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class EmbeddingFolderTest {

  private static final int WIDTH = 3;
  private static final int MAX = 75;

  @TempDir private Path temporary;
  private Path path;
  private EmbeddingFolder folder;

  @BeforeEach
  void create() throws IOException {
    path = Files.createDirectory(temporary.resolve("embeddings"));
    folder = EmbeddingFolder.at(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"emb_params", "*", "<my-token>", "anything"})
  void files_of_each_kind_are_read(String tensor) throws IOException {
    write("style.safetensors", Entry.of(tensor, Shape.of(2, WIDTH), 1, 2, 3, 4, 5, 6));
    TextualInversion read = find("style");
    assertThat(read.name()).isEqualTo("style");
    assertThat(read.vectors()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
  }

  @Test
  void one_vector_may_come_without_a_count_and_in_half_precision() throws IOException {
    write(
        "style.safetensors",
        Entries.of(
            "t",
            DataType.F16,
            Shape.of(WIDTH),
            (byte) 0,
            (byte) 0x3c,
            (byte) 0,
            (byte) 0x40,
            (byte) 0,
            (byte) 0xc0));
    assertThat(find("style").vectors()).isDeepEqualTo(new float[][] {{1, 2, -2}});
  }

  @Test
  void what_a1111_stores_beside_its_vectors_is_ignored() throws IOException {
    write(
        "style.safetensors",
        Entry.of("other", Shape.of(1), 9),
        Entry.of("emb_params", Shape.of(1, WIDTH), 1, 2, 3));
    assertThat(find("style").vectors()).isDeepEqualTo(new float[][] {{1, 2, 3}});
  }

  @Test
  void an_embedding_for_sdxl_is_refused_by_name() throws IOException {
    write(
        "xl.safetensors",
        Entry.of("clip_g", Shape.of(1, 5), 1, 2, 3, 4, 5),
        Entry.of("clip_l", Shape.of(1, WIDTH), 1, 2, 3));
    assertRefused("xl", "xl.safetensors: is an embedding for SDXL");
  }

  @Test
  void another_width_than_the_models_is_refused_with_both() throws IOException {
    write("sd2.safetensors", Entry.of("emb_params", Shape.of(1, 4), 1, 2, 3, 4));
    assertRefused("sd2", "is made for a text encoder of width 4, the model's has 3");
  }

  @Test
  void more_vectors_than_fit_into_a_chunk_are_refused() throws IOException {
    write("long.safetensors", Entry.of("t", Shape.of(76, WIDTH), new float[76 * WIDTH]));
    assertRefused("long", "has 76 vectors, 1 to 75 are possible");
    write("none.safetensors", Entry.of("t", Shape.of(0, WIDTH)));
    assertRefused("none", "has 0 vectors");
  }

  @Test
  void what_holds_no_embedding_is_refused() throws IOException {
    write("lora.safetensors", Entry.of("a", Shape.of(1), 1), Entry.of("b", Shape.of(1), 1));
    assertRefused("lora", "is no textual inversion embedding: it holds 2 tensors, not one");
    write("cube.safetensors", Entry.of("a", Shape.of(1, 1, WIDTH), 1, 2, 3));
    assertRefused("cube", "its tensor has 3 dimensions");
    write("nan.safetensors", Entry.of("a", Shape.of(WIDTH), 1, Float.NaN, 3));
    assertRefused("nan", "holds values that are no numbers");
    write(
        "ints.safetensors",
        Entries.of("a", DataType.U8, Shape.of(WIDTH), (byte) 1, (byte) 1, (byte) 1));
    assertRefused("ints", "where floating point numbers are wanted");
    Files.write(path.resolve("short.safetensors"), new byte[5]);
    assertRefused("short", "has 5 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"old.pt", "old.bin", "old.ckpt", "old.PT"})
  void pickles_are_refused_since_they_can_run_code(String file) throws IOException {
    Files.write(path.resolve(file), new byte[50]);
    assertThat(folder.names()).containsExactly("old");
    assertRefused("old", "can run code; convert the embedding to .safetensors");
    write("old.safetensors", Entry.of("t", Shape.of(WIDTH), 1, 2, 3));
    assertThat(find("old").vectors()).hasNumberOfRows(1);
  }

  @Test
  void names_are_found_in_any_case_and_one_folder_deep() throws IOException {
    write("Easy.Negative-v2.safetensors", Entry.of("t", Shape.of(WIDTH), 1, 2, 3));
    write("styles/Ink.SAFETENSORS", Entry.of("t", Shape.of(WIDTH), 1, 2, 3));
    write("styles/old/deep.safetensors", Entry.of("t", Shape.of(WIDTH), 1, 2, 3));
    Files.writeString(path.resolve("notes.txt"), "");
    assertThat(folder.names()).containsExactly("easy.negative-v2", "ink");
    assertThat(find("EASY.negative-V2").name()).isEqualTo("Easy.Negative-v2");
    assertThat(find("ink").name()).isEqualTo("Ink");
  }

  @Test
  void of_two_of_a_name_the_first_path_counts() throws IOException {
    write("b/x.safetensors", Entry.of("t", Shape.of(WIDTH), 2, 2, 2));
    write("a/X.safetensors", Entry.of("t", Shape.of(WIDTH), 1, 1, 1));
    assertThat(find("x").vectors()).isDeepEqualTo(new float[][] {{1, 1, 1}});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "a/../../secret", "secret", "", ".", "/", "a\u0000b", "styles"})
  void nothing_outside_of_the_folder_is_found(String name) throws IOException {
    Path outside = temporary.resolve("secret.safetensors");
    SafetensorsWriter.write(outside, Map.of(), List.of(Entry.of("t", Shape.of(WIDTH), 1, 2, 3)));
    Files.createDirectory(path.resolve("styles"));
    assertThat(folder.find(name, WIDTH, MAX)).isEmpty();
  }

  @Test
  void a_folder_that_is_not_there_has_no_embeddings() {
    assertThat(EmbeddingFolder.at(temporary.resolve("away")).names()).isEmpty();
    assertThat(EmbeddingFolder.NONE.names()).isEmpty();
    assertThat(EmbeddingFolder.NONE.find("x", WIDTH, MAX)).isEmpty();
  }

  @Test
  void a_file_is_kept_in_memory_until_it_changes() throws IOException {
    write("x.safetensors", Entry.of("t", Shape.of(WIDTH), 1, 1, 1));
    TextualInversion first = find("x");
    assertThat(find("x")).isSameAs(first);
    write("x.safetensors", Entry.of("t", Shape.of(WIDTH), 2, 2, 2));
    Files.setLastModifiedTime(path.resolve("x.safetensors"), FileTime.fromMillis(1_000_000));
    assertThat(find("x").vectors()).isDeepEqualTo(new float[][] {{2, 2, 2}});
  }

  @Test
  void more_files_than_anybody_has_are_refused() throws IOException {
    for (int i = 0; i <= 10_000; i++) {
      Files.createFile(path.resolve(i + ".x"));
    }
    assertThatThrownBy(folder::names)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("holds more than 10000 files");
  }

  private void write(String file, Entry... entries) throws IOException {
    SafetensorsWriter.write(path.resolve(file), Map.of(), List.of(entries));
  }

  private TextualInversion find(String name) {
    return folder.find(name, WIDTH, MAX).orElseThrow();
  }

  private void assertRefused(String name, String problem) {
    assertThatThrownBy(() -> find(name))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(problem);
  }
}
