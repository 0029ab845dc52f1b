package org.imagineer.inference.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected here is what Python's ftfy 6.3.1 and str.lower say. */
class CleaningTest {

  @ParameterizedTest
  @MethodSource
  void entities_are_decoded_unless_a_tag_stands_before_them(String text, String clean) {
    assertThat(Cleaning.FTFY.clean(text)).isEqualTo(clean);
  }

  static Stream<Arguments> entities_are_decoded_unless_a_tag_stands_before_them() {
    return Stream.of(
        Arguments.of("&eacute;t&eacute; &amp; &quot;hi&quot;", "été & \"hi\""),
        Arguments.of("a &lt;b&gt; c", "a <b> c"),
        Arguments.of("&amp;amp;amp;lt;", "<"),
        Arguments.of("&NTILDE; &nTILDE; &notit; &not", "ñ &ntilde; &notit; &not"),
        Arguments.of("&#233; &#xE9; &#x80; &#0;", "é é € \ufffd"),
        Arguments.of("&#59; &#99999999;", "&#59; \ufffd"),
        Arguments.of("<b>&eacute;</b>", "<b>&eacute;</b>"),
        Arguments.of("first <i>\n&eacute;", "first <i> &eacute;"),
        Arguments.of("&eacute;\n<i>", "é <i>"));
  }

  @ParameterizedTest
  @MethodSource
  void typography_becomes_what_one_types(String text, String clean) {
    assertThat(Cleaning.FTFY.clean(text)).isEqualTo(clean);
  }

  static Stream<Arguments> typography_becomes_what_one_types() {
    return Stream.of(
        Arguments.of("it’s “so” ‘fine’ „low‟", "it's \"so\" 'fine' \"low\""),
        Arguments.of("\ufb01ne \ufb02ower o\ufb03ce \u0149", "fine flower office 'n"),
        Arguments.of("ＡＢＣ\u3000１２３ ﾃｽﾄ", "abc 123 テスト"),
        Arguments.of("e\u0301 \u212b", "é å"));
  }

  @ParameterizedTest
  @MethodSource
  void text_that_was_misread_is_read_again(String text, String clean) {
    assertThat(Cleaning.FTFY.clean(text)).isEqualTo(clean);
  }

  static Stream<Arguments> text_that_was_misread_is_read_again() {
    return Stream.of(
        Arguments.of("cafÃ©", "café"),
        Arguments.of("â€œquotedâ€\u009d", "\"quoted\""),
        Arguments.of("schÃ¶n und cafÃƒÂ©", "schön und café"),
        Arguments.of("voilÃ  le travail", "voilà le travail"),
        Arguments.of("Ã la mode", "à la mode"),
        Arguments.of("РџСЂРёРІРµС‚", "привет"),
        Arguments.of("l’humanitÃ© â€“ 猫", "l'humanité – 猫"),
        Arguments.of("doesnâ€™t", "doesn't"),
        Arguments.of("â€œ lost â€\ufffd", "\" lost \ufffd"),
        Arguments.of("\u0093quoted\u0094 \u0085", "\"quoted\" …"),
        // The control becomes a low quote in time to be part of what was misread.
        Arguments.of("猫 \u0082×“Ż", "猫 '\u05d3ż"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a photo of a cat, 8k",
        "café naïve façade, ærøskøbing",
        "£5? no: €5",
        "50° ±1 µm ½",
        "iñtërnâtiônàlizætiøn",
        "(ó_ò) òwó",
        "привет мир",
        "日本語 🐱",
        "ä½ å¥½ is 你好",
        "rock & roll; x<y",
        "at&t &c. &;"
      })
  void text_that_is_meant_stays_as_it_is(String text) {
    assertThat(Cleaning.FTFY.clean(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource
  void controls_vanish_and_every_line_break_is_a_blank(String text, String ftfy, String basic) {
    assertThat(Cleaning.FTFY.clean(text)).isEqualTo(ftfy);
    assertThat(Cleaning.BASIC.clean(text)).isEqualTo(basic);
  }

  static Stream<Arguments> controls_vanish_and_every_line_break_is_a_blank() {
    return Stream.of(
        Arguments.of("a\0b\u0007c\u007fd\u200be\ufefff", "abcd\u200bef", "abcdef"),
        Arguments.of("a\u2028b\u2029c\r\nd\re\u0085f", "a b c d e…f", "a b c d ef"),
        Arguments.of("a\u000bb\fc\u001cd", "ab cd", "abcd"),
        Arguments.of("\u001b[31mred\u001b[0m", "red", "[31mred[0m"),
        Arguments.of("a\u3000b\u00a0c \t d", "a b c d", "a b c d"));
  }

  @Test
  void halves_of_surrogate_pairs_do_no_harm() {
    assertThat(Cleaning.FTFY.clean("x\ud83dy \udc31\ud83d")).isEqualTo("x\ufffdy \ufffd\ufffd");
    assertThat(Cleaning.BASIC.clean("x\ud83dy \udc31\ud83d")).isEqualTo("xy");
    assertThat(Cleaning.FTFY.clean("🐱\udc31")).isEqualTo("🐱\ufffd");
  }

  @Test
  void plain_cleaning_leaves_typography_and_sets_ideographs_apart() {
    assertThat(Cleaning.BASIC.clean("&amp; it’s \ufb01ne")).isEqualTo("&amp; it’s \ufb01ne");
    assertThat(Cleaning.BASIC.clean("a日本b e\u0301")).isEqualTo("a 日 本 b é");
  }

  @Test
  void a_sigma_at_the_end_of_a_word_is_a_final_one() {
    assertThat(Cleaning.FTFY.clean("ΟΔΟΣ ΣΟΦΟΣ. Σ")).isEqualTo("οδος σοφος. σ");
    assertThat(Cleaning.FTFY.clean("ΑΣ'Β Α.Σ ΑΣ\u0301")).isEqualTo("ασ'β α.ς ας\u0301");
  }

  @Test
  void lower_case_does_not_depend_on_the_language_of_the_machine() {
    assertThat(Cleaning.FTFY.clean("İSTANBUL ISPARTA ẞ")).isEqualTo("i\u0307stanbul isparta ß");
  }
}
