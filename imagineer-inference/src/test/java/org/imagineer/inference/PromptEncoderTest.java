package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.text.ClipTokenizer;
import org.imagineer.inference.text.EmbeddingFolder;
import org.imagineer.inference.text.PromptSyntax;
import org.imagineer.inference.text.PromptTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

/** From prompts to what the UNet sees of them, with the tiny checkpoint's text encoder. */
class PromptEncoderTest {

  private static final int WIDTH = 64;
  private static final String LONG = "dragon, ".repeat(40) + "castle";

  @TempDir static Path temporary;
  private static LoadedModel model;
  private static ClipTokenizer tokenizer;
  private static PromptEncoder encoder;

  /** Embeddings: "mydragon" equals the word dragon, "mytwo" the words dragon and sky. */
  @BeforeAll
  static void open() throws IOException {
    Path folder = temporary.resolve("tiny");
    new SavedModelConverter(ConversionProgress.NONE)
        .convert(TinyCheckpoint.original(), folder, false);
    ModelPackage found = ModelPackage.read(folder);
    model = LoadedModel.open(found);
    tokenizer = ClipTokenizer.open(found.tokenizer());
    embedding("mydragon", rows("dragon"));
    embedding("mytwo", rows("dragon sky"));
    embedding("mytwo towers", rows("sky"));
    embedding("wide", new float[WIDTH + 1]);
    embedding("whole", rows("sky ".repeat(75)));
    encoder = encoder(EmbeddingFolder.at(embeddings()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a dragon", "A beautiful castle, golden light!", "Ünïcödé 猫"})
  void a_plain_prompt_is_encoded_bit_for_bit_as_ever(String prompt) {
    for (int clipSkip = 1; clipSkip <= 3; clipSkip++) {
      float[] plain =
          model.encodeText(new int[][] {tokenizer.padded(prompt, 77)}, clipSkip).values();
      for (PromptSyntax syntax : PromptSyntax.values()) {
        TextEmbeddings encoded = encoder.encode(prompt, 20, clipSkip, syntax).at(1);
        assertThat(encoded.batch()).isEqualTo(1);
        assertThat(encoded.tokens()).isEqualTo(77);
        assertThat(encoded.channels()).isEqualTo(WIDTH);
        assertThat(encoded.values()).isEqualTo(plain);
      }
    }
  }

  @Test
  void a_literal_prompt_is_cut_as_diffusers_cuts_it() {
    String prompt = "(a [dragon|sky]:1.4) BREAK mydragon " + LONG;
    assertThat(encoder.encode(prompt, 20, 1, PromptSyntax.PLAIN).at(5).values())
        .isEqualTo(model.encodeText(new int[][] {tokenizer.padded(prompt, 77)}, 1).values());
  }

  @Test
  void a_weight_of_one_changes_nothing() {
    assertThat(encode("(a dragon:1.0)")).isEqualTo(encode("a dragon"));
    assertThat(encode("([a dragon])")).isNotEqualTo(encode("(a dragon)"));
  }

  @Test
  void weights_scale_tokens_and_keep_the_mean() {
    float[] plain = encode("a dragon");
    float[] weighed = encode("a (dragon:1.5)");
    double ratio = weighed[0] / plain[0]; // of the start of text, whose own weight is 1
    assertThat(mean(weighed)).isCloseTo(mean(plain), Offset.offset(1e-6));
    for (int i = 0; i < plain.length; i++) {
      double weight = i / WIDTH == 2 ? 1.5 : 1;
      assertThat((double) weighed[i]).isCloseTo(plain[i] * weight * ratio, Offset.offset(1e-5));
    }
  }

  @Test
  void a_weight_of_zero_leaves_finite_numbers() {
    for (String prompt : List.of("(dragon:0)", "(" + "dragon ".repeat(75) + ":0)", "(a:-99999)")) {
      for (float value : encode(prompt)) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void a_long_prompt_is_its_chunks_one_after_the_other() {
    String first = "dragon ".repeat(75);
    float[] both = encode(first + "sky");
    assertThat(both).hasSize(154 * WIDTH);
    assertThat(Arrays.copyOf(both, 77 * WIDTH)).isEqualTo(encode(first));
    assertThat(Arrays.copyOfRange(both, 77 * WIDTH, 154 * WIDTH)).isEqualTo(encode("sky"));
  }

  @Test
  void break_begins_a_chunk() {
    float[] both = encode("dragon BREAK (sky:1.5)");
    assertThat(both).hasSize(154 * WIDTH);
    assertThat(Arrays.copyOf(both, 77 * WIDTH)).isEqualTo(encode("dragon"));
    assertThat(Arrays.copyOfRange(both, 77 * WIDTH, 154 * WIDTH)).isEqualTo(encode("(sky:1.5)"));
  }

  @Test
  void prompts_change_with_the_steps() {
    Conditioning edited =
        encoder.encode("a [dragon:castle:0.5] in the sky", 6, 1, PromptSyntax.A1111);
    for (int step = 1; step <= 6; step++) {
      assertThat(edited.at(step).values())
          .isEqualTo(encode(step <= 3 ? "a dragon in the sky" : "a castle in the sky"));
    }
    Conditioning alternating = encoder.encode("[dragon|castle]", 5, 1, PromptSyntax.A1111);
    for (int step : new int[] {5, 2, 4, 1, 3}) {
      assertThat(alternating.at(step).values())
          .isEqualTo(encode(step % 2 == 1 ? "dragon" : "castle"));
    }
  }

  @Test
  void steps_may_differ_in_length() {
    Conditioning growing = encoder.encode("sky [" + LONG + ":2]", 4, 1, PromptSyntax.A1111);
    assertThat(growing.at(2).tokens()).isEqualTo(77);
    assertThat(growing.at(3).tokens()).isEqualTo(154);
  }

  @Test
  void a_text_that_stays_is_encoded_once() {
    Conditioning same = encoder.encode("a dragon", 20, 1, PromptSyntax.A1111);
    assertThat(same.at(20)).isSameAs(same.at(1));
  }

  @ParameterizedTest
  @CsvSource({
    "mydragon, dragon",
    "a MyDragon in the sky, a dragon in the sky",
    "'a (mydragon:1.4), castle', 'a (dragon:1.4), castle'",
    "mytwo, dragon sky",
    "mytwo towers, sky",
    "mydragon mytwo mydragon, dragon dragon sky dragon",
    "'[mydragon|castle]', '[dragon|castle]'"
  })
  void an_embedding_equal_to_a_word_gives_what_the_word_gives(String prompt, String words) {
    assertThat(encode(prompt)).isEqualTo(encode(words));
  }

  @Test
  void a_name_counts_as_a_word_only() {
    float[] plain =
        encoder(EmbeddingFolder.NONE)
            .encode("mydragonfly", 20, 1, PromptSyntax.A1111)
            .at(1)
            .values();
    assertThat(encode("mydragonfly")).isEqualTo(plain);
    assertThat(encode("mydragon"))
        .isNotEqualTo(model.encodeText(new int[][] {tokenizer.padded("mydragon", 77)}, 1).values());
  }

  @Test
  void an_embedding_is_never_split_over_chunks() {
    float[] both = encode("dragon ".repeat(74) + "mytwo");
    assertThat(Arrays.copyOf(both, 77 * WIDTH)).isEqualTo(encode("dragon ".repeat(74)));
    assertThat(Arrays.copyOfRange(both, 77 * WIDTH, 154 * WIDTH)).isEqualTo(encode("mytwo"));
    assertThat(count("dragon ".repeat(74) + "mytwo")).isEqualTo(new PromptTokens(77, 150));
    assertThat(encode("whole")).isEqualTo(encode("sky ".repeat(75)));
    assertThat(count("a whole")).isEqualTo(new PromptTokens(150, 150));
  }

  @Test
  void an_embedding_behind_the_last_comma_moves_with_what_follows_it() {
    float[] both = encode("dragon ".repeat(70) + ", mytwo castle sky sky");
    assertThat(Arrays.copyOfRange(both, 77 * WIDTH, 154 * WIDTH))
        .isEqualTo(encode("mytwo castle sky sky"));
  }

  @Test
  void an_embedding_for_another_model_is_refused_where_a_prompt_names_it() {
    assertThatThrownBy(() -> encode("a wide sky"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("wide.safetensors")
        .hasMessageContaining("of width 65, the model's has 64");
  }

  @Test
  void ids_that_mean_nothing_are_refused() {
    for (int id : new int[] {-1, 1993, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.encodeText(new int[][] {{0, id}}, 1))
          .withMessageContaining("token id " + id + ": the text encoder knows those below 1993");
    }
    model.encodeText(new int[][] {{0, 1994}}, new float[2][WIDTH], 1);
  }

  @ParameterizedTest
  @EnumSource
  void more_layers_skipped_than_there_are_is_refused_at_once(PromptSyntax syntax) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.encode("a dragon", 20, 4, syntax))
        .withMessageContaining("clip_skip 4: the text encoder has 3 layers");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, 75",
    "dragon, 1, 75",
    "(dragon:1.3), 1, 75",
    "<lora:winter:0.8>dragon, 1, 75",
    "mytwo, 2, 75",
    "dragon BREAK dragon, 76, 150",
    "'[dragon:dragon sky:3]', 2, 75",
    "'[dragon|dragon castle BREAK sky]', 76, 150"
  })
  void tokens_are_counted_as_a1111_counts_them(String prompt, int tokens, int limit) {
    assertThat(count(prompt)).isEqualTo(new PromptTokens(tokens, limit));
  }

  @Test
  void a_literal_prompt_counts_with_all_its_characters() {
    assertThat(encoder.tokenCount("(dragon)<lora:x>", 20, PromptSyntax.PLAIN))
        .isEqualTo(new PromptTokens(tokenizer.tokenCount("(dragon)<lora:x>"), 75));
  }

  /** 150 texts, each with a word as long as its prompt allows. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "qwertzuiopasdfghjklyxcvbnm", "猫", "!"})
  void many_long_texts_are_counted_in_bounded_time(String unit) {
    StringBuilder prompt = new StringBuilder("[");
    for (int i = 0; i < 150; i++) {
      prompt.append(i).append('|');
    }
    prompt.append(']');
    prompt.append(unit.repeat((2000 - prompt.length()) / unit.length()));
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> encoder.tokenCount(prompt.toString(), 150, PromptSyntax.A1111));
  }

  @Test
  void the_same_prompt_always_gives_the_same() {
    String prompt = "a (dragon:1.2) [sky|castle] mytwo, " + LONG;
    for (int step = 1; step <= 2; step++) {
      assertThat(encoder.encode(prompt, 2, 2, PromptSyntax.A1111).at(step).values())
          .isEqualTo(encoder.encode(prompt, 2, 2, PromptSyntax.A1111).at(step).values());
    }
  }

  private static PromptEncoder encoder(EmbeddingFolder embeddings) {
    return new PromptEncoder(model, tokenizer, embeddings, new EncodedChunks(model, List::of));
  }

  private static float[] encode(String prompt) {
    return encoder.encode(prompt, 20, 1, PromptSyntax.A1111).at(1).values();
  }

  private static PromptTokens count(String prompt) {
    return encoder.tokenCount(prompt, 20, PromptSyntax.A1111);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static Path embeddings() {
    return temporary.resolve("embeddings");
  }

  private static void embedding(String name, float... values) throws IOException {
    boolean whole = values.length % WIDTH == 0;
    Shape shape = whole ? Shape.of(values.length / WIDTH, WIDTH) : Shape.of(values.length);
    SafetensorsWriter.write(
        embeddings().resolve(name + ".safetensors"),
        Map.of(),
        List.of(Entry.of("emb_params", shape, values)));
  }

  /** The rows that the text encoder's table has for the words, one after the other. */
  private static float[] rows(String words) {
    try (Safetensors weights =
        Safetensors.open(TinyCheckpoint.original().resolve(TinyCheckpoint.TEXT))) {
      float[] table =
          weights.tensor("text_model.embeddings.token_embedding.weight").floats(); // [V, D]
      int[] ids = tokenizer.encode(words);
      float[] rows = new float[(ids.length - 2) * WIDTH];
      for (int i = 0; i < ids.length - 2; i++) {
        System.arraycopy(table, ids[i + 1] * WIDTH, rows, i * WIDTH, WIDTH);
      }
      return rows;
    }
  }
}
