package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFilesTest {

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    TokenizerFolder.copyTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt"})
  void a_missing_file_is_named(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertRefused(name, "cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt", "tokenizer_config.json"})
  void a_folder_in_place_of_a_file_is_named(String name) throws IOException {
    Files.delete(folder.resolve(name));
    Files.createDirectory(folder.resolve(name));
    assertRefused(name, "cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt", "special_tokens_map.json"})
  void a_huge_file_is_not_even_read(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertRefused(name, "larger than 16 MB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt", "tokenizer_config.json"})
  void bytes_that_are_no_text_are_refused(String name) throws IOException {
    Files.write(folder.resolve(name), new byte[] {'{', (byte) 0xff, (byte) 0xfe});
    assertRefused(name, "is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                   | is no JSON object",
        "[1, 2]               | is no JSON object",
        "{\"a\": 1            | is no sound JSON",
        "{\"a\": 1} {}        | is no sound JSON",
        "{\"a\": 1, \"a\": 2} | is no sound JSON",
        "not json             | is no sound JSON",
        "{\"a\": \"1\"}       | the id of token 'a'",
        "{\"a\": 1.5}         | the id of token 'a'",
        "{\"a\": null}        | the id of token 'a'",
        "{\"a\": -1}          | the id of token 'a'",
        "{\"a\": 1048577}     | the id of token 'a'",
        "{\"a\": 4294967296}  | the id of token 'a'",
        "{\"a\": 1, \"b\": 1} | gives token 'b' the id 1",
        "{\"a\": 1}           | lacks the special token '<|startoftext|>'"
      })
  void a_vocabulary_that_lies_is_refused(String json, String problem) throws IOException {
    Files.writeString(folder.resolve("vocab.json"), json);
    assertRefused("vocab.json", problem);
  }

  @Test
  void json_nested_without_end_is_refused() throws IOException {
    Files.writeString(folder.resolve("vocab.json"), "{\"a\":".repeat(100_000));
    assertRefused("vocab.json", "is no sound JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b c", "  "})
  void a_merge_of_other_than_two_symbols_is_refused_with_its_line(String line) throws IOException {
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\ni n\n" + line + "\nt h\n");
    assertRefused("merges.txt", "line 3");
  }

  @ParameterizedTest
  @CsvSource({
    "special_tokens_map.json, 7",
    "special_tokens_map.json, []",
    "special_tokens_map.json, '{\"content\": 7}'"
  })
  void a_special_token_that_is_no_text_is_refused(String name, String token) throws IOException {
    Files.writeString(folder.resolve(name), "{\"bos_token\": " + token + "}");
    assertRefused(name, "bos_token is no text");
  }

  @Test
  void without_the_optional_files_the_tokens_of_clip_are_assumed() throws IOException {
    Files.delete(folder.resolve("special_tokens_map.json"));
    Files.delete(folder.resolve("tokenizer_config.json"));
    ClipTokenizer tokenizer = ClipTokenizer.open(folder);
    assertThat(tokenizer.bosId()).isEqualTo(1991);
    assertThat(tokenizer.eosId()).isEqualTo(1992);
    assertThat(tokenizer.padId()).isEqualTo(1992);
    assertThat(tokenizer.maxLength()).isEqualTo(77);
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "1e30, 77", "-1, 77", "2, 77", "'\"77\"', 77", "null, 77"})
  void a_length_is_taken_from_the_configuration_where_it_can_be(String said, int length)
      throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"model_max_length\": " + said + "}");
    assertThat(ClipTokenizer.open(folder).maxLength()).isEqualTo(length);
  }

  @Test
  void a_padding_token_of_its_own_pads_and_is_found_in_text() throws IOException {
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"!\"}");
    ClipTokenizer tokenizer = ClipTokenizer.open(folder);
    assertThat(tokenizer.padId()).isZero();
    assertThat(tokenizer.padded("", 4)).containsExactly(1991, 1992, 0, 0);
    assertThat(tokenizer.encode("!!")).containsExactly(1991, 0, 0, 1992);
  }

  private void assertRefused(String name, String problem) {
    assertThatThrownBy(() -> ClipTokenizer.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(folder.resolve(name) + ": ")
        .hasMessageContaining(problem);
  }
}
