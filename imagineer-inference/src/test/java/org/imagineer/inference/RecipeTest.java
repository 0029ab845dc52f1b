package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.text.PromptSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a picture says of how it was drawn. */
class RecipeTest {

  private static InfoText info(GenerationRequest request, Precision precision) {
    BufferedImage pixels = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    InfoText info = new GeneratedImage(pixels, request, "demo", precision).info();
    assertThat(InfoText.parse(info.text())).isEqualTo(info);
    return info;
  }

  private static GenerationRequest with(LoraUse... loras) {
    return GenerationRequest.of("a lake").withLoras(List.of(loras));
  }

  @Test
  void what_is_as_usual_is_not_mentioned() {
    assertThat(info(GenerationRequest.of("a lake"), Precision.FLOAT32).text())
        .isEqualTo(
            "a lake\nSteps: 30, Sampler: DPM++ 2M, CFG scale: 8, Seed: 0, Size: 512x512,"
                + " Model: demo, Precision: float32, Version: Imagineer");
  }

  @Test
  void what_auto_meant_is_mentioned() {
    assertThat(info(GenerationRequest.of("a lake"), Precision.BFLOAT16).settings())
        .containsEntry("Precision", "bfloat16");
  }

  @Test
  void what_was_skipped_is_mentioned() {
    GenerationRequest request =
        GenerationRequest.of("a lake")
            .withGuidanceInterval(new GuidanceInterval(0.1, 0.85))
            .withDeepCacheInterval(3)
            .withTokenMerging(0.5);
    assertThat(info(request, Precision.FLOAT32).settings())
        .containsEntry("Skip Early CFG", "0.1")
        .containsEntry("Guidance end", "0.85")
        .containsEntry("DeepCache interval", "3")
        .containsEntry("Token merging ratio", "0.5");
  }

  @Test
  void loras_stand_behind_the_prompt_as_tags() {
    LoraUse winter = new LoraUse(Path.of("loras/winter.v2.safetensors"), 0.8, 0.8);
    LoraUse pose = new LoraUse(Path.of("pose.safetensors"), 1e-5, -1);
    assertThat(info(with(winter, pose), Precision.FLOAT32).prompt())
        .isEqualTo("a lake <lora:winter.v2:0.8> <lora:pose:-1:0.00001>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a<b", "{a|b}", "[a]", "a\\b"})
  void loras_whose_names_tags_cannot_hold_are_settings(String name) {
    LoraUse odd = new LoraUse(Path.of(name + ".safetensors"), 0.8, 0.5);
    LoraUse usual = new LoraUse(Path.of("usual.safetensors"), 1, 1);
    InfoText info = info(with(odd, usual), Precision.FLOAT32);
    assertThat(info.prompt()).isEqualTo("a lake");
    assertThat(info.settings())
        .containsEntry("LoRA 1", name + ":0.8:0.5")
        .containsEntry("LoRA 2", "usual:1:1");
  }

  @Test
  void a_plain_prompt_gets_no_tags() {
    LoraUse winter = new LoraUse(Path.of("winter.safetensors"), 0.8, 0.8);
    InfoText info = info(with(winter).withPromptSyntax(PromptSyntax.PLAIN), Precision.FLOAT32);
    assertThat(info.prompt()).isEqualTo("a lake");
    assertThat(info.settings()).containsEntry("LoRA 1", "winter:0.8:0.8");
  }
}
