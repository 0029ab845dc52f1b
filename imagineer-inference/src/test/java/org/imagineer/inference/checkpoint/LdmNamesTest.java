package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imagineer.inference.checkpoint.LdmManifest.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules against the complete list of Stable Diffusion 1.5's tensors. */
class LdmNamesTest {

  private static final List<Line> LINES = LdmManifest.lines();

  private final LdmNames names = LdmNames.of(below(LdmNames.UNET), below(LdmNames.VAE));

  private static List<String> below(String prefix) {
    return LINES.stream()
        .map(Line::ldm)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  @Test
  void the_counts_are_those_of_stable_diffusion() {
    assertThat(names).isEqualTo(new LdmNames(2, 4));
    assertThat(LINES).hasSize(1130);
  }

  @Test
  void every_tensor_gets_its_name() {
    Map<String, Function<String, Optional<String>>> rules =
        Map.of(
            "text_encoder", name -> names.textEncoder(cut(LdmNames.TEXT_ENCODER, name)),
            "unet", name -> names.unet(cut(LdmNames.UNET, name)),
            "vae", name -> Optional.of(names.vae(cut(LdmNames.VAE, name))));
    assertThat(LINES)
        .allSatisfy(
            line ->
                assertThat(rules.get(line.component()).apply(line.ldm()))
                    .hasValue(line.diffusers()));
  }

  private static String cut(String prefix, String name) {
    assertThat(name).startsWith(prefix);
    return name.substring(prefix.length());
  }

  @Test
  void no_two_tensors_get_the_same_name() {
    assertThat(
            LINES.stream()
                .map(line -> line.component() + "/" + line.diffusers())
                .collect(Collectors.toSet()))
        .hasSize(LINES.size());
  }

  @ParameterizedTest
  @CsvSource({
    "embeddings.token_embedding.weight, text_model.embeddings.token_embedding.weight",
    "final_layer_norm.bias, text_model.final_layer_norm.bias",
    "text_model.final_layer_norm.bias, text_model.final_layer_norm.bias"
  })
  void a_text_encoder_may_lack_its_outer_name(String name, String today) {
    assertThat(names.textEncoder(name)).hasValue(today);
  }

  @ParameterizedTest
  @CsvSource({
    "decoder.mid.attn_1.to_q.weight, decoder.mid_block.attentions.0.to_q.weight",
    "encoder.mid.attn_1.to_out.0.bias, encoder.mid_block.attentions.0.to_out.0.bias",
    "decoder.mid_block.attentions.0.to_v.bias, decoder.mid_block.attentions.0.to_v.bias",
    "post_quant_conv.bias, post_quant_conv.bias"
  })
  void names_of_today_are_taken_as_they_are(String name, String today) {
    assertThat(names.vae(name)).isEqualTo(today);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "weight",
        "label_emb.0.0.weight",
        "input_blocks.1.0.in_layers.2.lora.weight",
        "input_blocks.99999999999.0.in_layers.2.weight",
        "input_blocks.1.3.norm.weight",
        "middle_block.3.norm.weight"
      })
  void what_no_such_unet_has_gets_no_name(String name) {
    assertThat(names.unet(name)).isEmpty();
  }
}
