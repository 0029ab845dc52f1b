package org.imagineer.web.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagineer.job.JobRequest;
import org.imagineer.job.LoraChoice;
import org.imagineer.job.RequestRules;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelCatalog;
import org.imagineer.settings.Settings;
import org.imagineer.web.http.ApiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateFormTest {

  private static final long VISIBLE = 7;

  @TempDir static Path home;

  private static RequestRules rules;

  @BeforeAll
  static void open() throws IOException {
    for (String file :
        List.of(
            "models/anime/model.json",
            "models/demo/model.json",
            "loras/ink/ink.safetensors",
            "loras/Loose.safetensors")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.writeString(home.resolve(file), "");
    }
    Map<String, String> values = Map.of("imagineer.home", home.toString());
    Settings settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    rules = new RequestRules(new ModelCatalog(settings), new LoraCatalog(settings));
  }

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
          loras           | [{"name":"oil"}]   | Unknown LoRA 'oil'. Known: Loose, ink
          loras           | [{"folder":"oil"}] | Unknown LoRA 'oil'. Known: Loose, ink
          loras           | [{"name":"ink"},{"name":"../ink"}] | Unknown LoRA '../ink'. Known: Loose, ink
          loras           | [{"name":5}] | Unknown LoRA '5'. Known: Loose, ink
          loras           | ["ink"]     | Invalid loras value
          loras           | [5]         | Invalid loras value
          loras           | [null]      | Invalid loras value
          loras           | [{}]        | Invalid loras value
          loras           | "ink"       | Invalid loras value
          loras           | {"name":"ink"} | Invalid loras value
          loras           | [{"name":"ink","weight":2.01}]  | LoRA weight must be between -2 and 2
          loras           | [{"name":"ink","weight":-2.01}] | LoRA weight must be between -2 and 2
          loras           | [{"name":"ink","weight":"x"}]   | LoRA weight must be between -2 and 2
          loras           | [{"name":"ink","weight":true}]  | LoRA weight must be between -2 and 2
          lora_paths      | ["ink"]     | Invalid LoRA path
          lora_paths      | ["../demo"] | Invalid LoRA path
          lora_paths      | ["/etc/passwd"] | Invalid LoRA path
          lora_paths      | ["ink/ink.safetensors","x"] | Invalid LoRA path
          lora_paths      | ["a\\u0000"] | Invalid LoRA path
          lora_paths      | [7]         | Invalid LoRA path
          lora_paths      | [null]      | Invalid LoRA path
          lora_paths      | "ink/ink.safetensors" | Invalid LoRA path
          lora_weights    | [1]         | lora_weights must match lora_paths
          lora_weights    | 1           | lora_weights must match lora_paths
          init_image_id   | 8           | Unknown image
          init_image_id   | -1          | Unknown image
          init_image_id   | 7.5         | Unknown image
          init_image_id   | "x"         | Unknown image
          mask_image_id   | 7           | mask_image_id requires init_image_id
          mask_image_id   | "x"         | Unknown image
          strength        | 1.01        | strength must be between 0 and 1
          strength        | -0.01       | strength must be between 0 and 1
          strength        | "x"         | strength must be between 0 and 1
          strength        | 0.5         | strength requires init_image_id
          clip_skip       | 0           | clip_skip must be between 1 and 4
          clip_skip       | 5           | clip_skip must be between 1 and 4
          clip_skip       | "x"         | clip_skip must be between 1 and 4
          is_public       | "true"      | is_public must be a boolean
          is_public       | 1           | is_public must be a boolean
          album_id        | 1           | Unknown album
          guidance_start  | -0.1        | guidance_start must be between 0 and 1
          guidance_start  | 1.1         | guidance_start must be between 0 and 1
          guidance_start  | 1           | guidance_start must be below guidance_end
          guidance_start  | []          | guidance_start must be between 0 and 1
          guidance_end    | 0           | guidance_start must be below guidance_end
          guidance_end    | 1e9         | guidance_end must be between 0 and 1
          guidance_end    | true        | guidance_end must be between 0 and 1
          deep_cache_interval | 0       | deep_cache_interval must be between 1 and 10
          deep_cache_interval | 11      | deep_cache_interval must be between 1 and 10
          deep_cache_interval | 2.5     | deep_cache_interval must be between 1 and 10
          deep_cache_interval | "x"     | deep_cache_interval must be between 1 and 10
          token_merging   | -0.1        | token_merging must be between 0 and 0.75
          token_merging   | 0.76        | token_merging must be between 0 and 0.75
          token_merging   | "x"         | token_merging must be between 0 and 0.75
          allow_batching  | 1           | allow_batching must be a boolean
          allow_batching  | "yes"       | allow_batching must be a boolean
          """)
  void a_bad_value_is_named(String field, String value, String message) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read("{\"prompt\":\"a fox\",\"%s\":%s}".formatted(field, value)))
        .withMessage(message)
        .satisfies(e -> assertThat(e.details()).hasSize(1).containsEntry(field, message));
  }

  /** Values that are good by themselves, beside a good prompt, and what they are together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          lora_weights  | "lora_paths":["Loose.safetensors"],"lora_weights":[1,1] | lora_weights must match lora_paths
          lora_weights  | "lora_paths":["Loose.safetensors"],"lora_weights":[2.1] | LoRA weight must be between -2 and 2
          lora_weights  | "lora_paths":["Loose.safetensors"],"lora_weights":["x"] | LoRA weight must be between -2 and 2
          lora_paths    | "lora_paths":["Loose.safetensors"],"loras":[{"name":"ink"}] | lora_paths cannot be combined with loras
          mask_image_id | "init_image_id":7,"mask_image_id":8 | Unknown image
          init_image_id | "init_image_id":8,"mask_image_id":7 | Unknown image
          init_image_id | "init_image_id":"x","mask_image_id":7 | Unknown image
          strength      | "init_image_id":7,"strength":0 | strength must leave at least one step
          strength      | "init_image_id":7,"strength":0.03 | strength must leave at least one step
          strength      | "init_image_id":7,"strength":0.49,"steps":2 | strength must leave at least one step
          strength      | "init_image_id":7,"steps":1 | strength must leave at least one step
          guidance_start | "guidance_start":0.5,"guidance_end":0.5 | guidance_start must be below guidance_end
          guidance_end  | "guidance_start":0.5,"guidance_end":2 | guidance_end must be between 0 and 1
          steps         | "scheduler":"lcm","steps":51 | Steps must be between 1 and 50 for lcm
          steps         | "scheduler":"lcm","steps":151 | Steps must be between 1 and 150
          """)
  void values_that_do_not_go_together_are_named(String field, String values, String message) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read("{\"prompt\":\"a fox\",%s}".formatted(values)))
        .withMessage(message)
        .satisfies(e -> assertThat(e.details()).hasSize(1).containsEntry(field, message));
  }

  @Test
  void more_than_eight_loras_are_too_many() {
    String lora = "{\"name\":\"ink\"}";
    assertThat(read("{\"prompt\":\"a\",\"loras\":[%s]}".formatted(list(lora, 8))).loras())
        .hasSize(8);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read("{\"prompt\":\"a\",\"loras\":[%s]}".formatted(list(lora, 9))))
        .withMessage("At most 8 LoRAs can be used")
        .satisfies(e -> assertThat(e.details()).containsOnlyKeys("loras"));
    String path = "\"Loose.safetensors\"";
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> read("{\"prompt\":\"a\",\"lora_paths\":[%s]}".formatted(list(path, 9))))
        .satisfies(e -> assertThat(e.details()).containsOnlyKeys("lora_paths"));
  }

  @Test
  void loras_are_named_or_given_by_their_files() {
    assertThat(
            read("{\"prompt\":\"a\",\"loras\":[{\"name\":\"INK\",\"weight\":\"-2\"},{\"folder\":\"ink\"}]}")
                .loras())
        .containsExactly(LoraChoice.named("INK", -2.0), LoraChoice.named("ink", null));
    String two = "\"lora_paths\":[\"ink/ink.safetensors\",\"Loose.safetensors\"]";
    assertThat(read("{\"prompt\":\"a\",%s,\"lora_weights\":[0.5,2]}".formatted(two)).loras())
        .containsExactly(
            LoraChoice.at("ink/ink.safetensors", 0.5), LoraChoice.at("Loose.safetensors", 2.0));
    assertThat(read("{\"prompt\":\"a\",%s,\"lora_weights\":[0]}".formatted(two)).loras())
        .extracting(LoraChoice::weight)
        .containsExactly(0.0, 0.0);
    assertThat(read("{\"prompt\":\"a\",%s}".formatted(two)).loras())
        .extracting(LoraChoice::weight)
        .containsOnlyNulls();
  }

  @Test
  void pictures_that_the_caller_may_see_can_be_drawn_from() {
    JobRequest request =
        read("{\"prompt\":\"a\",\"init_image_id\":\"7\",\"mask_image_id\":7.0,\"strength\":1}");
    assertThat(request.initImageId()).isEqualTo(7);
    assertThat(request.maskImageId()).isEqualTo(7);
    assertThat(request.strength()).isEqualTo(1);
  }

  @Test
  void work_may_be_skipped() {
    JobRequest request =
        read(
            "{\"prompt\":\"a\",\"guidance_start\":\"0.1\",\"guidance_end\":0.8,\"deep_cache_interval\":3,"
                + "\"token_merging\":0.5,\"allow_batching\":true}");
    assertThat(request.guidanceStart()).isEqualTo(0.1);
    assertThat(request.guidanceEnd()).isEqualTo(0.8);
    assertThat(request.deepCacheInterval()).isEqualTo(3);
    assertThat(request.tokenMerging()).isEqualTo(0.5);
    assertThat(request.allowBatching()).isTrue();
  }

  @Test
  void fifty_steps_are_not_too_many_for_lcm() {
    assertThat(read("{\"prompt\":\"a\",\"scheduler\":\"lcm\",\"steps\":50}").steps()).isEqualTo(50);
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
                + "\"loras\":null,\"album_id\":null,\"init_image_id\":null,"
                + "\"guidance_start\":null,\"guidance_end\":null,\"deep_cache_interval\":null,"
                + "\"token_merging\":null,\"allow_batching\":null,\"surprise\":{}}");
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

  private static String list(String entry, int times) {
    return String.join(",", Collections.nCopies(times, entry));
  }

  private static String prompt(String text) {
    return Json.createObjectBuilder().add("prompt", text).build().toString();
  }

  private static JobRequest read(String body) {
    JsonObject object = Json.createReader(new StringReader(body)).readObject();
    return GenerateForm.read(
        object, request -> rules.violations(request, image -> image == VISIBLE));
  }
}
