package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that are drawn with LoRAs, from other pictures and into masks. */
class LorasAndInitImagesIT extends ContractAnswers {

  private static final String HILLS =
      "{\"prompt\":\"green hills under a blue sky%s\",\"seed\":5,\"steps\":4%s}";
  private static final String WINTER =
      "[{\"name\":\"winter\",\"path\":\"winter/winter.safetensors\",\"weight\":0.8}]";

  /** The mask's soft edge ends that many pixels beyond it. */
  private static final int SOFT_EDGE = 12;

  @Test
  void a_lora_draws_the_same_whether_the_prompt_or_the_request_names_it() {
    JsonObject plain = drawn(HILLS.formatted("", ""));
    JsonObject tagged = drawn(HILLS.formatted(" <lora:winter:0.8>", ""));
    JsonObject named =
        drawn(HILLS.formatted("", ",\"loras\":[{\"name\":\"Winter\",\"weight\":0.8}]"));
    JsonObject byPath =
        drawn(
            HILLS.formatted(
                "", ",\"lora_paths\":[\"winter/winter.safetensors\"],\"lora_weights\":[0.8]"));

    assertThat(pixels(tagged)).isNotEqualTo(pixels(plain)).isEqualTo(pixels(named));
    assertThat(pixels(byPath)).isEqualTo(pixels(named));
    assertThat(named.getJsonArray("loras")).hasToString(WINTER);
    assertThat(byPath.getJsonArray("loras")).hasToString(WINTER);
    assertThat(tagged).doesNotContainKey("loras");
    assertThat(image(plain).isNull("lora_config")).isTrue();
    for (JsonObject job : new JsonObject[] {tagged, named, byPath}) {
      assertThat(image(job).getString("lora_config")).isEqualTo(WINTER);
    }
    JsonObject page = object("/api/images?lora=winter&job_id=" + tagged.getInt("id"));
    assertThat(page.getInt("total")).isEqualTo(1);
  }

  @Test
  void a_picture_is_drawn_from_another_one_as_far_as_the_strength_says() {
    int original = imageId(drawn(HILLS.formatted("", "")));
    String half = ",\"init_image_id\":%d,\"strength\":0.5".formatted(original);
    JsonObject night = drawn(HILLS.formatted(" at night", half));
    JsonObject again = drawn(HILLS.formatted(" at night", half));

    assertThat(pixels(again)).isEqualTo(pixels(night)).isNotEqualTo(pixels(original));
    assertThat(night.getInt("init_image_id")).isEqualTo(original);
    assertThat(night.getJsonNumber("strength").doubleValue()).isEqualTo(0.5);
    assertThat(night.getInt("total_steps")).isEqualTo(2);
    assertThat(night).doesNotContainKeys("mask_image_id", "loras");
  }

  @Test
  void what_the_mask_keeps_black_stays_as_it_was() throws IOException {
    int original = imageId(drawn(HILLS.formatted("", "")));
    int mask = imageId(drawn(HILLS.formatted("", "")));
    paintRightHalfWhite(mask);

    JsonObject job =
        drawn(
            HILLS.formatted(
                " at night",
                ",\"init_image_id\":%d,\"mask_image_id\":%d,\"strength\":1"
                    .formatted(original, mask)));

    BufferedImage before = picture(original);
    BufferedImage after = picture(imageId(job));
    int kept = before.getWidth() / 2 - SOFT_EDGE;
    assertThat(rgb(after, 0, kept)).isEqualTo(rgb(before, 0, kept));
    assertThat(rgb(after, before.getWidth() / 2, kept))
        .isNotEqualTo(rgb(before, before.getWidth() / 2, kept));
    assertThat(job.getInt("mask_image_id")).isEqualTo(mask);
  }

  @Test
  void a_prompt_that_names_what_is_not_there_fails_once_and_says_why() {
    JsonObject job = failed(HILLS.formatted(" <lora:oil:1>", ""));

    assertThat(job.getString("error")).startsWith("Unknown LoRA 'oil'. Known: ");
    assertThat(job.getInt("attempts")).isEqualTo(1);
  }

  @Test
  void a_broken_file_fails_its_job_once_and_is_named_without_its_folder() throws IOException {
    Path lora = server.home().resolve("loras/broken/broken-lora.safetensors");
    Path embedding = server.home().resolve("embeddings/broken-style.safetensors");
    Files.createDirectories(lora.getParent());
    Files.writeString(lora, "no LoRA");
    Files.writeString(embedding, "no embedding");
    try {
      JsonObject refused =
          refused(
              server.post(
                  "/api/generate", HILLS.formatted("", ",\"loras\":[{\"folder\":\"broken\"}]")),
              400,
              "VALIDATION_ERROR");
      JsonObject named = failed(HILLS.formatted(" <lora:broken>", ""));
      JsonObject styled = failed(HILLS.formatted(" by broken-style", ""));

      assertThat(refused.getString("error")).isEqualTo("LoRA 'broken-lora' is not compatible");
      assertThat(named.getString("error")).startsWith("broken-lora.safetensors: ");
      assertThat(named.getInt("attempts")).isEqualTo(1);
      assertThat(styled.getString("error")).contains("broken-style.safetensors");
      assertThat(styled.getString("error")).doesNotContain("/");
      assertThat(styled.getInt("attempts")).isEqualTo(1);
    } finally {
      Files.delete(lora);
      Files.delete(lora.getParent());
      Files.delete(embedding);
    }
    assertThat(server.incidents()).isEmpty();
  }

  @Test
  void a_lora_that_breaks_the_picture_fails_its_job_once_and_leaves_the_model_whole()
      throws IOException {
    JsonObject before = drawn(HILLS.formatted("", ""));
    Path lora = server.home().resolve("loras/no-numbers.safetensors");
    Files.write(lora, withoutNumbers(winter()));
    try {
      JsonObject failed = failed(HILLS.formatted(" <lora:no-numbers>", ""));

      assertThat(failed.getString("error")).contains("no numbers").doesNotContain("/");
      assertThat(failed.getInt("attempts")).isEqualTo(1);
    } finally {
      Files.delete(lora);
    }
    assertThat(pixels(drawn(HILLS.formatted("", "")))).isEqualTo(pixels(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          loras         | "loras":[{"name":"winter","weight":2.5}] | LoRA weight must be between -2 and 2
          lora_paths    | "lora_paths":["../../models/demo/model.json"] | Invalid LoRA path
          lora_weights  | "lora_paths":["winter/winter.safetensors"],"lora_weights":[1,2] | lora_weights must match lora_paths
          init_image_id | "init_image_id":987654321 | Unknown image
          mask_image_id | "mask_image_id":1 | mask_image_id requires init_image_id
          strength      | "strength":1.5 | strength must be between 0 and 1
          steps         | "scheduler":"lcm","steps":51 | Steps must be between 1 and 50 for lcm
          """)
  void a_value_that_cannot_be_is_refused_at_the_door(String field, String values, String message) {
    JsonObject error =
        refused(
            server.post("/api/generate", "{\"prompt\":\"a hill\",%s}".formatted(values)),
            400,
            "VALIDATION_ERROR");
    assertThat(error.getString("error")).isEqualTo(message);
    assertThat(error.getJsonObject("details").keySet()).containsExactly(field);
  }

  private static byte[] winter() throws IOException {
    return Files.readAllBytes(
        Path.of(
            System.getProperty("imagineer.root"), "demo-model/loras/winter/winter.safetensors"));
  }

  /**
   * All bits set are NaN in each format of floating point; the scales stay, which are looked at.
   */
  private static byte[] withoutNumbers(byte[] safetensors) {
    int length = ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getInt();
    int data = Long.BYTES + length;
    JsonObject header =
        Pictures.json(new String(safetensors, Long.BYTES, length, StandardCharsets.UTF_8));
    header.keySet().stream()
        .filter(tensor -> tensor.endsWith(".weight"))
        .map(tensor -> header.getJsonObject(tensor).getJsonArray("data_offsets"))
        .forEach(
            ends ->
                Arrays.fill(
                    safetensors, data + ends.getInt(0), data + ends.getInt(1), (byte) 0xff));
    return safetensors;
  }

  private JsonObject drawn(String request) {
    JsonObject done =
        pictures.await(pictures.submit(request).getInt("id"), "completed", "failed", "cancelled");
    assertThat(done.getString("status")).as(done.toString()).isEqualTo("completed");
    return done;
  }

  private JsonObject failed(String request) {
    JsonObject done =
        pictures.await(pictures.submit(request).getInt("id"), "completed", "failed", "cancelled");
    assertThat(done.getString("status")).as(done.toString()).isEqualTo("failed");
    return done;
  }

  private static int imageId(JsonObject job) {
    return job.getJsonArray("image_ids").getInt(0);
  }

  private JsonObject image(JsonObject job) {
    return object("/api/images/" + imageId(job));
  }

  private BufferedImage picture(int image) {
    return Pictures.decoded(pictures.file(image));
  }

  private int[] pixels(JsonObject job) {
    return pixels(imageId(job));
  }

  private int[] pixels(int image) {
    BufferedImage picture = picture(image);
    return rgb(picture, 0, picture.getWidth());
  }

  private static int[] rgb(BufferedImage picture, int left, int width) {
    return picture.getRGB(left, 0, width, picture.getHeight(), null, 0, width);
  }

  /** In its file, since no drawn picture is black and white. */
  private void paintRightHalfWhite(int image) throws IOException {
    Path file = server.home().resolve(object("/api/images/" + image).getString("file_path"));
    BufferedImage mask = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    mask.createGraphics().fillRect(64, 0, 64, 128);
    ImageIO.write(mask, "png", file.toFile());
  }
}
