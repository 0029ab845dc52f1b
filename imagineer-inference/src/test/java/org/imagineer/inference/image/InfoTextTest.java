package org.imagineer.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoTextTest {

  private static Map<String, String> settings(String model) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Steps", "25");
    settings.put("Sampler", "Euler a");
    settings.put("CFG scale", "5");
    settings.put("Seed", "7");
    settings.put("Size", "128x96");
    settings.put("Model", model);
    return settings;
  }

  @Test
  void is_written_as_other_programs_write_it() {
    assertThat(new InfoText("a boat", "people, cars", settings("demo")).text())
        .isEqualTo(
            """
            a boat
            Negative prompt: people, cars
            Steps: 25, Sampler: Euler a, CFG scale: 5, Seed: 7, Size: 128x96, Model: demo""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "a, b: c",
        "say \"hi\"",
        "two\nlines",
        "back\\slash, comma",
        "\"",
        "Steps: 3, Seed: 4"
      })
  void comes_back_as_it_was_whatever_a_value_holds(String value) {
    InfoText info =
        new InfoText("first line\nsecond: line, with \"signs\"", "none\nof these", settings(value));

    assertThat(InfoText.parse(info.text())).isEqualTo(info);
  }

  @Test
  void a_text_of_another_program_is_understood() {
    InfoText info =
        InfoText.parse(
            "masterpiece, (cat:1.2)\nNegative prompt: blurry\n"
                + "Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234, Size: 512x768, Model hash: abc,"
                + " Lora hashes: \"x: 1, y: 2\", Version: v1.9.4");

    assertThat(info.prompt()).isEqualTo("masterpiece, (cat:1.2)");
    assertThat(info.negativePrompt()).isEqualTo("blurry");
    assertThat(info.settings())
        .containsEntry("Sampler", "DPM++ 2M Karras")
        .containsEntry("Lora hashes", "x: 1, y: 2")
        .containsEntry("Version", "v1.9.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "only a prompt", "a: b", "Steps: \"unclosed, Seed: 1"})
  void a_text_without_settings_is_all_prompt(String text) {
    assertThat(InfoText.parse(text)).isEqualTo(new InfoText(text.strip(), "", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "a b", "\"", "\\", "a: ", "a:", ", ", "a,", "\"a\", "})
  void a_hostile_line_is_read_in_no_time(String piece) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> InfoText.parse("x\n" + piece.repeat(200_000)));
  }
}
