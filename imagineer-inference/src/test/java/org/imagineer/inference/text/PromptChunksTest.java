package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.imagineer.inference.text.PromptChunks.Chunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptChunksTest {

  private static final ClipTokenizer TOKENIZER = ClipTokenizer.open(TokenizerFolder.sound());
  private static final int BOS = TOKENIZER.bosId();
  private static final int EOS = TOKENIZER.eosId();
  private static final int CAT = TOKENIZER.content("cat")[0];
  private static final int DOG = TOKENIZER.content("dragon")[0];
  private static final int COMMA = TOKENIZER.content(",")[0];

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a cat", "a cat, a dragon. 2023 castles!", "Ünïcödé 猫 🐈", "don’t &amp; do"})
  void a_plain_prompt_has_the_one_chunk_that_diffusers_gives_it(String prompt) {
    PromptChunks chunks = chunks(prompt);
    assertThat(chunks.chunks()).hasSize(1);
    Chunk only = chunks.chunks().get(0);
    assertThat(only.ids()).containsExactly(TOKENIZER.padded(prompt, 77));
    assertThat(only.weights()).containsOnly(1);
    assertThat(chunks.length()).isEqualTo(new PromptTokens(TOKENIZER.tokenCount(prompt), 75));
  }

  @Test
  void each_token_has_its_fragments_weight_and_the_frame_has_none() {
    Chunk chunk = chunks("cat (cat cat:1.5) [cat]", 10).chunks().get(0);
    assertThat(chunk.ids()).containsExactly(BOS, CAT, CAT, CAT, CAT, EOS, EOS, EOS, EOS, EOS);
    assertThat(chunk.weights()).containsExactly(1, 1, 1.5f, 1.5f, (float) (1 / 1.1), 1, 1, 1, 1, 1);
  }

  @Test
  void fragments_are_tokenised_one_by_one() {
    assertThat(content(chunks("ca(t)", 10).chunks().get(0)))
        .containsExactly(concat(TOKENIZER.content("ca"), TOKENIZER.content("t")));
  }

  @ParameterizedTest
  @CsvSource({"0, 75", "1, 75", "75, 75", "76, 150", "80, 150", "150, 150", "151, 225"})
  void a_prompt_takes_as_many_chunks_as_it_needs(int tokens, int limit) {
    PromptChunks chunks = chunks("cat ".repeat(tokens));
    assertThat(chunks.length()).isEqualTo(new PromptTokens(tokens, limit));
    assertThat(chunks.chunks()).hasSize(limit / 75);
    assertThat(chunks.chunks()).allSatisfy(chunk -> assertThat(chunk.ids()).hasSize(77));
    assertThat(chunks.chunks()).allSatisfy(chunk -> assertThat(chunk.ids()[0]).isEqualTo(BOS));
    assertThat(chunks.chunks()).allSatisfy(chunk -> assertThat(chunk.ids()[76]).isEqualTo(EOS));
    assertThat(
            chunks.chunks().stream()
                .flatMapToInt(chunk -> Arrays.stream(chunk.ids()))
                .filter(id -> id == CAT))
        .hasSize(tokens);
  }

  @Test
  void what_follows_the_last_comma_moves_to_the_next_chunk() {
    PromptChunks chunks = chunks("cat ".repeat(60) + "," + "dragon ".repeat(20));
    assertThat(content(chunks.chunks().get(0))).startsWith(repeat(CAT, 60)).endsWith(COMMA);
    assertThat(content(chunks.chunks().get(1))).containsExactly(repeat(DOG, 20));
    assertThat(chunks.length()).isEqualTo(new PromptTokens(95, 150));
  }

  /** With the comma in place 55 of 0 .. 74, 20 tokens are left of it on; in place 54, 21. */
  @ParameterizedTest
  @CsvSource({"55, 56", "54, 75", "74, 75"})
  void a_comma_further_back_than_twenty_tokens_does_not_count(int before, int inFirst) {
    PromptChunks chunks = chunks("cat ".repeat(before) + "," + "dragon ".repeat(80 - before));
    assertThat(content(chunks.chunks().get(0))).hasSize(inFirst);
  }

  @Test
  void a_comma_that_does_not_fit_itself_moves_no_others() {
    PromptChunks chunks = chunks("cat ".repeat(75) + ", dragon");
    assertThat(content(chunks.chunks().get(0))).containsExactly(repeat(CAT, 75));
    assertThat(content(chunks.chunks().get(1))).containsExactly(COMMA, DOG);
  }

  @Test
  void weights_move_with_their_tokens() {
    PromptChunks chunks = chunks("cat ".repeat(70) + ",(" + "dragon ".repeat(10) + ":1.5)");
    assertThat(chunks.chunks().get(0).weights()).containsOnly(1);
    assertThat(Arrays.copyOf(chunks.chunks().get(1).weights(), 12))
        .containsExactly(1, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1);
  }

  @Test
  void break_closes_a_chunk_wherever_it_stands() {
    PromptChunks chunks = chunks("cat BREAK dragon");
    assertThat(chunks.chunks()).hasSize(2);
    assertThat(chunks.chunks().get(0).ids()).containsExactly(TOKENIZER.padded("cat", 77));
    assertThat(chunks.chunks().get(1).ids()).containsExactly(TOKENIZER.padded("dragon", 77));
    assertThat(chunks.length()).isEqualTo(new PromptTokens(76, 150));
    assertThat(chunks("(cat BREAK dragon:1.5)").chunks()).hasSize(2);
    assertThat(chunks("cat ".repeat(75) + "BREAK dragon").chunks()).hasSize(2);
  }

  @Test
  void a_break_at_either_end_counts_a_whole_chunk() {
    assertThat(chunks("cat BREAK").length()).isEqualTo(new PromptTokens(75, 75));
    assertThat(chunks("BREAK").length()).isEqualTo(new PromptTokens(75, 75));
    assertThat(chunks("BREAK cat").length()).isEqualTo(new PromptTokens(76, 150));
  }

  @Test
  void the_length_of_a_chunk_is_the_models() {
    PromptChunks chunks = chunks("cat cat cat cat", 5);
    assertThat(chunks.chunks().get(0).ids()).containsExactly(BOS, CAT, CAT, CAT, EOS);
    assertThat(chunks.chunks().get(1).ids()).containsExactly(BOS, CAT, EOS, EOS, EOS);
    assertThat(chunks.length()).isEqualTo(new PromptTokens(4, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> chunks("cat", 2));
  }

  @Test
  void a_literal_prompt_is_cut_where_the_chunk_ends() {
    PromptChunks chunks =
        PromptChunks.truncated("(cat:1.5) BREAK " + "cat ".repeat(90), TOKENIZER, 77);
    assertThat(chunks.chunks()).hasSize(1);
    assertThat(chunks.chunks().get(0).ids())
        .containsExactly(TOKENIZER.padded("(cat:1.5) BREAK " + "cat ".repeat(90), 77));
    assertThat(chunks.chunks().get(0).weights()).containsOnly(1);
    assertThat(chunks.length().tokens()).isGreaterThan(chunks.length().limit()).isGreaterThan(90);
  }

  @Test
  void weights_of_one_touch_nothing() {
    float[] embeddings = {1, 2, 3, 4};
    assertThat(new Chunk(new int[2], new float[] {1, 1}).weigh(embeddings)).isSameAs(embeddings);
  }

  @Test
  void weights_keep_the_mean_of_a_chunk() {
    float[] embeddings = {1, 2, 3, 4};
    float[] weighed = new Chunk(new int[2], new float[] {1, 2}).weigh(embeddings);
    float factor = 10f / 17;
    assertThat(weighed).containsExactly(factor, 2 * factor, 6 * factor, 8 * factor);
    assertThat(embeddings).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_mean_that_has_gone_is_not_restored() {
    assertThat(new Chunk(new int[2], new float[] {0, 0}).weigh(new float[] {1, 2, 3, 4}))
        .containsExactly(0, 0, 0, 0);
    assertThat(new Chunk(new int[2], new float[] {2, 1}).weigh(new float[] {1, -1, 3, -3}))
        .containsExactly(2, -2, 3, -3);
  }

  @ParameterizedTest
  @MethodSource("org.imagineer.inference.text.HostilePrompts#all")
  void every_string_has_chunks(String prompt) {
    HostilePrompts.within(20, () -> chunks(prompt));
  }

  @Test
  void no_token_of_a_random_string_is_lost() {
    Random random = new Random(20240215);
    for (int i = 0; i < 1000; i++) {
      PromptWeights weights = PromptWeights.parse(HostilePrompts.random(random));
      List<Integer> expected = new ArrayList<>();
      for (PromptWeights.Fragment fragment :
          weights.sections().stream().flatMap(List::stream).toList()) {
        Arrays.stream(TOKENIZER.content(fragment.text())).forEach(expected::add);
      }
      List<Integer> found =
          PromptChunks.of(weights, TOKENIZER, 9, none()).chunks().stream()
              .flatMap(chunk -> Arrays.stream(content(chunk)).boxed())
              .collect(Collectors.toList());
      found.removeAll(Collections.singleton(EOS));
      assertThat(found).isEqualTo(expected);
    }
  }

  private static PromptChunks chunks(String prompt) {
    return chunks(prompt, 77);
  }

  private static PromptChunks chunks(String prompt, int length) {
    return PromptChunks.of(PromptWeights.parse(prompt), TOKENIZER, length, none());
  }

  private static EmbeddingWords none() {
    return new EmbeddingWords(EmbeddingFolder.NONE, TOKENIZER, 4, 1993, 75);
  }

  /** What stands between start and padding. */
  private static int[] content(Chunk chunk) {
    int[] ids = chunk.ids();
    int end = ids.length;
    while (end > 1 && ids[end - 1] == EOS) {
      end--;
    }
    return Arrays.copyOfRange(ids, 1, end);
  }

  private static int[] repeat(int id, int times) {
    int[] ids = new int[times];
    Arrays.fill(ids, id);
    return ids;
  }

  private static int[] concat(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
