package org.imagineer.web.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.imagineer.job.JobRequest;
import org.imagineer.web.http.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateFormTest {

  private static final List<String> MODELS = List.of("anime", "demo");

  /** The contract's table: what is sent for a field, beside a good prompt, and what is answered. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          seed            | -1          | Seed must be between 0 and 2147483647
          seed            | 2147483648  | Seed must be between 0 and 2147483647
          seed            | 1e300       | Seed must be between 0 and 2147483647
          seed            | 1e9999999   | Invalid seed value
          seed            | 1.5         | Invalid seed value
          seed            | "abc"       | Invalid seed value
          seed            | ""          | Invalid seed value
          seed            | true        | Invalid seed value
          seed            | []          | Invalid seed value
          steps           | 0           | Steps must be between 1 and 150
          steps           | 151         | Steps must be between 1 and 150
          steps           | "151"       | Steps must be between 1 and 150
          steps           | 4294967297  | Steps must be between 1 and 150
          steps           | {}          | Invalid steps value
          steps           | "many"      | Invalid steps value
          width           | 511         | Width must be between 64-2048 and divisible by 8
          width           | 56          | Width must be between 64-2048 and divisible by 8
          width           | 2056        | Width must be between 64-2048 and divisible by 8
          width           | "wide"      | Invalid width value
          width           | 512.5       | Invalid width value
          height          | 511         | Height must be between 64-2048 and divisible by 8
          height          | false       | Invalid height value
          guidance_scale  | -0.1        | Guidance scale must be between 0 and 30
          guidance_scale  | 30.01       | Guidance scale must be between 0 and 30
          guidance_scale  | 1e999       | Guidance scale must be between 0 and 30
          guidance_scale  | "NaN"       | Invalid guidance scale value
          guidance_scale  | "Infinity"  | Invalid guidance scale value
          guidance_scale  | [1]         | Invalid guidance scale value
          negative_prompt | 5           | Invalid negative prompt value
          negative_prompt | "a\\u0000b"  | Invalid negative prompt value
          output          | "../a.png"  | Invalid output path
          output          | "a/../b"    | Invalid output path
          output          | "/etc/a"    | Invalid output path
          output          | "a\\\\b"      | Invalid output path
          output          | 5           | Invalid output path
          num_images      | 0           | num_images must be between 1 and 8
          num_images      | 9           | num_images must be between 1 and 8
          num_images      | "some"      | num_images must be between 1 and 8
          num_images      | 1.5         | num_images must be between 1 and 8
          scheduler       | "x"         | Unknown scheduler 'x'. Known: dpmpp_2m, dpmpp_2m_karras, euler, euler_a, ddim, pndm, ddpm, heun, lms, lms_karras, dpmpp_2m_sde, dpmpp_2m_sde_karras, dpmpp_sde, dpmpp_sde_karras, dpmpp_2s, dpm2, dpm2_karras, dpm2_a, dpm2_a_karras, unipc, deis, lcm
          scheduler       | 5           | Unknown scheduler '5'. Known: dpmpp_2m, dpmpp_2m_karras, euler, euler_a, ddim, pndm, ddpm, heun, lms, lms_karras, dpmpp_2m_sde, dpmpp_2m_sde_karras, dpmpp_sde, dpmpp_sde_karras, dpmpp_2s, dpm2, dpm2_karras, dpm2_a, dpm2_a_karras, unipc, deis, lcm
          model           | "x"         | Unknown model 'x'. Known: anime, demo
          model           | "../demo"   | Unknown model '../demo'. Known: anime, demo
          model           | {}          | Unknown model '{}'. Known: anime, demo
          loras           | [{"name":"ink"}]   | Unknown LoRA 'ink'. Known: none
          loras           | [{"folder":"ink"}] | Unknown LoRA 'ink'. Known: none
          loras           | ["ink"]     | Unknown LoRA 'ink'. Known: none
          loras           | [5]         | Unknown LoRA ''. Known: none
          loras           | [{"name":5}] | Unknown LoRA ''. Known: none
          loras           | "ink"       | Invalid loras value
          lora_paths      | ["ink"]     | Invalid LoRA path
          lora_paths      | "ink"       | Invalid LoRA path
          lora_weights    | [1]         | lora_weights must match lora_paths
          init_image_id   | 7           | Unknown image
          init_image_id   | "x"         | Unknown image
          mask_image_id   | 7           | mask_image_id requires init_image_id
          strength        | 1.01        | strength must be between 0 and 1
          strength        | "x"         | strength must be between 0 and 1
          strength        | 0.5         | strength requires init_image_id
          clip_skip       | 0           | clip_skip must be between 1 and 4
          clip_skip       | 5           | clip_skip must be between 1 and 4
          clip_skip       | "x"         | clip_skip must be between 1 and 4
          is_public       | "true"      | is_public must be a boolean
          is_public       | 1           | is_public must be a boolean
          album_id        | 1           | Unknown album
          """)
  void a_bad_value_is_named(String field, String value, String message) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read("{\"prompt\":\"a fox\",\"%s\":%s}".formatted(field, value)))
        .withMessage(message)
        .satisfies(e -> assertThat(e.details()).hasSize(1).containsEntry(field, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                       | Prompt is required
          {"prompt":null}          | Prompt is required
          {"prompt":""}            | Prompt is required
          {"prompt":" \\t\\n "}    | Prompt is required
          {"prompt":5}             | Prompt is required
          {"prompt":["a"]}         | Prompt is required
          {"prompt":"a\\u0000"}    | Invalid prompt value
          {"prompt":"\\ud800"}     | Invalid prompt value
          """)
  void a_prompt_is_needed(String body, String message) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read(body))
        .withMessage(message)
        .satisfies(e -> assertThat(e.details()).containsExactly(Map.entry("prompt", message)));
  }

  @Test
  void texts_are_trimmed_before_they_are_measured_in_characters() {
    String longest = "é".repeat(1999) + "\uD83D\uDE00";
    assertThat(read(prompt(" " + longest + " ")).prompt()).isEqualTo(longest);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read(prompt(longest + "x")))
        .withMessage("Prompt too long (max 2000 chars)");
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () -> read("{\"prompt\":\"a\",\"negative_prompt\":\"%s\"}".formatted(longest + "x")))
        .withMessage("Negative prompt too long (max 2000 chars)");
  }

  @Test
  void all_problems_are_told_and_the_first_of_the_contract_is_the_error() {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () ->
                read(
                    "{\"album_id\":3,\"is_public\":0,\"clip_skip\":9,\"model\":\"x\",\"width\":\"y\","
                        + "\"steps\":0,\"negative_prompt\":1}"))
        .withMessage("Prompt is required")
        .satisfies(
            e ->
                assertThat(e.details().keySet())
                    .containsExactly(
                        "prompt",
                        "steps",
                        "width",
                        "negative_prompt",
                        "model",
                        "clip_skip",
                        "is_public",
                        "album_id"));
  }

  @Test
  void numeric_text_counts_as_a_number() {
    JobRequest request =
        read(
            "{\"prompt\":\"a\",\"seed\":\"7\",\"steps\":\" 20 \",\"width\":\"512\",\"height\":64.0,"
                + "\"guidance_scale\":\"7.5\",\"num_images\":\"2\",\"clip_skip\":2e0}");
    assertThat(request.seed()).isEqualTo(7);
    assertThat(request.steps()).isEqualTo(20);
    assertThat(request.width()).isEqualTo(512);
    assertThat(request.height()).isEqualTo(64);
    assertThat(request.guidanceScale()).isEqualTo(7.5);
    assertThat(request.numImages()).isEqualTo(2);
    assertThat(request.clipSkip()).isEqualTo(2);
  }

  @Test
  void zero_and_empty_are_values_and_not_absence() {
    JobRequest request =
        read("{\"prompt\":\"a\",\"seed\":0,\"guidance_scale\":0,\"negative_prompt\":\"\"}");
    assertThat(request.seed()).isZero();
    assertThat(request.guidanceScale()).isZero();
    assertThat(request.negativePrompt()).isEmpty();
  }

  @Test
  void null_is_absence_and_unknown_fields_are_ignored() {
    JobRequest request =
        read(
            "{\"prompt\":\"a\",\"seed\":null,\"steps\":null,\"model\":null,\"is_public\":null,"
                + "\"loras\":null,\"album_id\":null,\"init_image_id\":null,\"surprise\":{}}");
    assertThat(request).isEqualTo(JobRequest.of("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loras", "lora_paths", "lora_weights"})
  void an_empty_list_asks_for_nothing(String field) {
    assertThat(read("{\"prompt\":\"a\",\"%s\":[]}".formatted(field))).isEqualTo(JobRequest.of("a"));
  }

  @Test
  void known_names_and_a_harmless_output_pass() {
    JobRequest request =
        read(
            "{\"prompt\":\"a\",\"scheduler\":\"euler_a\",\"model\":\"demo\","
                + "\"output\":\"foxes/red fox.png\",\"is_public\":false}");
    assertThat(request.scheduler()).isEqualTo("euler_a");
    assertThat(request.model()).isEqualTo("demo");
    assertThat(request.output()).isEqualTo("foxes/red fox.png");
    assertThat(request.isPublic()).isFalse();
  }

  private static String prompt(String text) {
    return Json.createObjectBuilder().add("prompt", text).build().toString();
  }

  private static JobRequest read(String body) {
    JsonObject object = Json.createReader(new StringReader(body)).readObject();
    return GenerateForm.read(object, MODELS);
  }
}
