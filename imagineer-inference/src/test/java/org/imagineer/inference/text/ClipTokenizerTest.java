package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClipTokenizerTest {

  private static final int BOS = 1991;
  private static final int EOS = 1992;
  private static final int TOKENS = 1993;

  private final ClipTokenizer tokenizer = ClipTokenizer.open(TokenizerFolder.sound());

  @Test
  void a_text_stands_between_its_start_and_its_end() {
    assertThat(tokenizer.encode("")).containsExactly(BOS, EOS);
    int[] ids = tokenizer.encode("a cat");
    assertThat(ids).startsWith(BOS).endsWith(EOS).hasSize(4);
    assertThat(tokenizer.encode("  A\n CAT ")).containsExactly(ids);
  }

  @Test
  void prompts_are_cleaned_as_in_training_unless_told_otherwise() {
    assertThat(tokenizer.encode("don’t")).containsExactly(tokenizer.encode("don't"));
    ClipTokenizer plain = ClipTokenizer.open(TokenizerFolder.sound(), Cleaning.BASIC);
    assertThat(plain.encode("don’t")).isNotEqualTo(plain.encode("don't"));
  }

  @Test
  void start_and_end_do_not_count() {
    assertThat(tokenizer.tokenCount("")).isZero();
    assertThat(tokenizer.tokenCount(" \t\n ")).isZero();
    assertThat(tokenizer.tokenCount("a cat")).isEqualTo(2);
    assertThat(tokenizer.tokenCount("cat ".repeat(500))).isEqualTo(500);
  }

  @Test
  void each_digit_is_a_token_and_an_english_ending_is_one_too() {
    assertThat(tokenizer.tokenCount("2023")).isEqualTo(4);
    assertThat(tokenizer.encode("a's")).containsExactly(tokenizer.encode("a 's"));
  }

  @Test
  void a_short_text_is_filled_up_and_a_long_one_closed_where_it_is_cut() {
    int cat = tokenizer.encode("cat")[1];
    assertThat(tokenizer.padded("cat", 5)).containsExactly(BOS, cat, EOS, EOS, EOS);
    assertThat(tokenizer.padded("cat cat cat", 5)).containsExactly(BOS, cat, cat, cat, EOS);
    assertThat(tokenizer.padded("cat cat cat cat", 5)).containsExactly(BOS, cat, cat, cat, EOS);
    assertThat(tokenizer.padded("cat", 2)).containsExactly(BOS, EOS);
    assertThat(tokenizer.padded("cat ".repeat(500), tokenizer.maxLength())).hasSize(77);
  }

  @Test
  void a_length_without_room_for_start_and_end_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> tokenizer.padded("cat", 1));
  }

  @Test
  void the_text_of_a_special_token_is_that_token() {
    assertThat(tokenizer.bosId()).isEqualTo(BOS);
    assertThat(tokenizer.eosId()).isEqualTo(EOS);
    assertThat(tokenizer.padId()).isEqualTo(EOS);
    assertThat(tokenizer.encode("<|startoftext|><|endoftext|>"))
        .containsExactly(BOS, BOS, EOS, EOS);
    assertThat(tokenizer.encode("<|EndOfText|>")).containsExactly(BOS, EOS, EOS);
  }

  /** As the reference: to its pattern, which ignores case, this mark is neither letter nor not. */
  @Test
  void the_mark_that_equals_a_small_iota_is_lost() {
    assertThat(tokenizer.encode("a \u0345 b")).containsExactly(tokenizer.encode("a b"));
  }

  @ParameterizedTest
  @EnumSource
  void any_string_has_ids_of_the_vocabulary(Cleaning cleaning) {
    ClipTokenizer any = ClipTokenizer.open(TokenizerFolder.sound(), cleaning);
    Random random = new Random(20231120);
    for (int i = 0; i < 2000; i++) {
      String text = randomText(random);
      int[] ids = any.encode(text);
      assertThat(IntStream.of(ids).allMatch(id -> id >= 0 && id < TOKENS)).as(text).isTrue();
      assertThat(ids.length).as(text).isEqualTo(any.tokenCount(text) + 2);
      assertThat(any.padded(text, 77)).as(text).hasSize(77).startsWith(BOS);
    }
  }

  /** Half of it such as occurs in mojibake and markup; the rest any UTF-16, halves of pairs too. */
  private static String randomText(Random random) {
    List<String> scraps =
        List.of("&amp;", "&#", ";", "<", "Ã", "â€", "\u00a0", "\ufffd", "\u001a", "\u001b[", "\n");
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(scraps.get(random.nextInt(scraps.size())));
        case 1 -> text.append((char) random.nextInt(0x180));
        case 2 -> text.append((char) random.nextInt(0x10000));
        default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
      }
    }
    return text.toString();
  }

  /** Each of these would take minutes, or the stack, if some step were quadratic or recursive. */
  @ParameterizedTest
  @MethodSource
  void no_text_takes_long(String unit) {
    String text = unit.repeat(20_000 / unit.length());
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          tokenizer.encode(text);
          tokenizer.encode("猫 &" + text + "&lt;");
        });
  }

  static Stream<String> no_text_takes_long() {
    return Stream.of(
        "a",
        "猫",
        "!",
        "Ã©",
        "ÃƒÂ©",
        "猫 Ã© ",
        "Ã ",
        "amp;",
        "&amp;",
        "&#38;#38;",
        "&#1",
        "\u001b[",
        "\u001b[1;",
        "Σ",
        "Σ'",
        "\u0301\u0316",
        "\n",
        " ",
        "<|endoftext|>",
        "<|",
        "\ufb03",
        "\ud800",
        "\u0081",
        "\u0093",
        "\ufffd",
        "Â",
        "qwertzuiopasdfghjklyxcvbnm");
  }
}
