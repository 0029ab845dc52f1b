package org.imagineer.inference.checkpoint;

import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class DiffusersCheckpointTest {

  private static final String CONV_IN = "conv_in.bias";
  private static final Shape CONV_IN_SHAPE = Shape.of(32);

  @TempDir Path temporary;
  private TinyCheckpoint tiny;

  @BeforeEach
  void copy() throws IOException {
    tiny = TinyCheckpoint.copyTo(temporary.resolve("tiny"));
  }

  @Test
  void a_sound_checkpoint_opens() {
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThat(opened.folder()).isEqualTo(tiny.folder());
      assertThat(opened.unet().files()).containsExactly(tiny.file(TinyCheckpoint.UNET));
      assertThat(opened.unet().tensor(CONV_IN, CONV_IN_SHAPE).floats()).hasSize(32);
      assertThat(opened.scheduler().text("_class_name", "")).isEqualTo("PNDMScheduler");
      assertThat(opened.tokenizer())
          .extracting(file -> file.getFileName().toString())
          .contains("vocab.json", "merges.txt");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_index.json",
        "unet/config.json",
        "vae/config.json",
        "text_encoder/config.json"
      })
  void a_missing_or_broken_configuration_is_named(String name) throws IOException {
    for (String broken : new String[] {"", "{", "[]", "[".repeat(100_000), "\0"}) {
      Files.writeString(tiny.file(name), broken);
      assertRefused("", name);
    }
    Files.delete(tiny.file(name));
    assertRefused("", name + ": there is no such file");
  }

  @Test
  void a_configuration_of_absurd_length_is_not_read() throws IOException {
    Files.write(tiny.file("unet/config.json"), new byte[10_000_001]);
    assertRefused("", "unet/config.json: is too long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer/vocab.json", "tokenizer/merges.txt"})
  void a_missing_tokenizer_is_named(String name) throws IOException {
    Files.delete(tiny.file(name));
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThatThrownBy(opened::tokenizer).hasMessageContaining(name + ": there is no such file");
    }
  }

  @Test
  void missing_weights_are_named() throws IOException {
    Files.delete(tiny.file(TinyCheckpoint.UNET));
    assertRefused("", "tiny/unet: has no diffusion_pytorch_model.safetensors");
    Files.write(tiny.file("unet/diffusion_pytorch_model.bin"), new byte[1]);
    assertRefused("", "Python pickles", "they can run any code");
  }

  @Test
  void a_file_of_weights_cut_short_is_named() throws IOException {
    tiny.cut(TinyCheckpoint.VAE, 1);
    assertRefused("", "vae/diffusion_pytorch_model.safetensors: tensor '");
  }

  @Test
  void a_missing_tensor_is_named_with_its_shape() throws IOException {
    tiny.without(TinyCheckpoint.UNET, CONV_IN);
    assertTensorRefused("lacks tensor '" + CONV_IN + "' [32]");
  }

  @Test
  void a_tensor_of_another_shape_is_named() throws IOException {
    tiny.rewrite(
        TinyCheckpoint.UNET,
        each ->
            each.name().equals(CONV_IN)
                ? Entry.of(CONV_IN, Shape.of(2), 1, 2)
                : Entries.copy(each.name(), each));
    assertTensorRefused("tensor 'conv_in.bias' has shape [2], but");
  }

  @Test
  void a_tensor_of_integers_holds_no_weights() throws IOException {
    tiny.rewrite(
        TinyCheckpoint.UNET,
        each ->
            each.name().equals(CONV_IN)
                ? Entries.of(CONV_IN, DataType.U8, CONV_IN_SHAPE, new byte[32])
                : Entries.copy(each.name(), each));
    assertTensorRefused("tensor 'conv_in.bias' holds U8, not weights");
  }

  @Test
  void the_variant_asked_for_is_preferred_and_others_are_fallen_back_on() throws IOException {
    Path half = tiny.file("unet/diffusion_pytorch_model.fp16.safetensors");
    SafetensorsWriter.write(
        half, Map.of(), List.of(Entry.of(CONV_IN, CONV_IN_SHAPE, new float[32])));
    try (DiffusersCheckpoint plain = DiffusersCheckpoint.open(tiny.folder())) {
      assertThat(plain.unet().files()).containsExactly(tiny.file(TinyCheckpoint.UNET));
    }
    try (DiffusersCheckpoint asked =
        DiffusersCheckpoint.open(tiny.folder(), CheckpointOptions.NONE.withVariant("fp16"))) {
      assertThat(asked.unet().files()).containsExactly(half);
      assertThat(asked.vae().files()).containsExactly(tiny.file(TinyCheckpoint.VAE));
    }
    Files.delete(tiny.file(TinyCheckpoint.UNET));
    try (DiffusersCheckpoint only = DiffusersCheckpoint.open(tiny.folder())) {
      assertThat(only.unet().files()).containsExactly(half);
    }
  }

  @Test
  void weights_may_come_in_shards() throws IOException {
    shards("a-1.safetensors", "a-2.safetensors");
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThat(opened.unet().files())
          .containsExactly(tiny.file("unet/a-1.safetensors"), tiny.file("unet/a-2.safetensors"));
      assertThat(opened.unet().tensor(CONV_IN, CONV_IN_SHAPE).file())
          .isEqualTo(tiny.file("unet/a-1.safetensors"));
    }
  }

  @Test
  void a_missing_shard_is_named() throws IOException {
    shards("a-1.safetensors", "a-2.safetensors");
    Files.delete(tiny.file("unet/a-2.safetensors"));
    assertRefused("", "unet/a-2.safetensors: there is no such file");
  }

  @Test
  void a_tensor_in_two_shards_is_refused() throws IOException {
    shards("a-1.safetensors", "a-2.safetensors");
    Files.copy(tiny.file("unet/a-1.safetensors"), tiny.file("unet/a-3.safetensors"));
    index("a-1.safetensors", "a-2.safetensors", "a-3.safetensors");
    assertRefused("", "a-3.safetensors: tensor '", "is also in a-1.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../vae/diffusion_pytorch_model.safetensors",
        "/etc/passwd",
        "..",
        "",
        "..\\vae.safetensors",
        "a\u0000.safetensors",
        "weights.bin"
      })
  void an_index_cannot_point_out_of_its_folder(String name) throws IOException {
    Files.delete(tiny.file(TinyCheckpoint.UNET));
    index(name);
    assertRefused("", "index.json: names '", "which is no shard");
  }

  @Test
  void an_index_without_shards_is_refused() throws IOException {
    Files.delete(tiny.file(TinyCheckpoint.UNET));
    index();
    assertRefused("", "names no shards");
  }

  @Test
  void a_tokenizer_with_more_tokens_than_the_text_encoder_knows_is_refused() throws IOException {
    tiny.edit("tokenizer/vocab.json", vocabulary -> vocabulary.put("more", 1993));
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThatThrownBy(opened::tokenizer)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("of 1994 tokens, but the text encoder beside it knows 1993");
    }
  }

  @Test
  void old_and_new_names_of_the_attention_of_the_vae_are_one() throws IOException {
    String name = "decoder.mid_block.attentions.0.to_out.0.weight";
    float[] old;
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      old = opened.vae().tensor(name, Shape.of(32, 32)).floats();
    }
    tiny.withNewAttentionNames();
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThat(opened.vae().tensor(name, Shape.of(32, 32)).floats()).containsExactly(old);
    }
  }

  static Stream<Arguments> otherModels() {
    return Stream.of(
        other("SDXL", "unet/config.json", unet -> unet.put("cross_attention_dim", 2048)),
        other("SDXL", "model_index.json", index -> index.putArray("text_encoder_2")),
        other("SDXL", "unet/config.json", unet -> unet.put("addition_embed_type", "text_time")),
        other("inpainting", "unet/config.json", unet -> unet.put("in_channels", 9)),
        other("InstructPix2Pix", "unet/config.json", unet -> unet.put("in_channels", 8)),
        other("image-conditioned", "unet/config.json", unet -> unet.put("in_channels", 5)),
        other(
            "Stable Diffusion 2.x",
            "unet/config.json",
            unet -> unet.put("cross_attention_dim", 1024)));
  }

  private static Arguments other(String kind, String file, Consumer<ObjectNode> change) {
    return Arguments.of(kind, file, change);
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("otherModels")
  void models_of_other_architectures_are_refused_by_name(
      String kind, String file, Consumer<ObjectNode> change) throws IOException {
    tiny.edit(file, change);
    assertRefused("", "tiny", kind);
  }

  private void assertRefused(String variant, String... problems) {
    assertThatThrownBy(
            () ->
                DiffusersCheckpoint.open(tiny.folder(), CheckpointOptions.NONE.withVariant(variant))
                    .close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(problems);
  }

  private void assertTensorRefused(String problem) {
    try (DiffusersCheckpoint opened = DiffusersCheckpoint.open(tiny.folder())) {
      assertThatThrownBy(() -> opened.unet().tensor(CONV_IN, CONV_IN_SHAPE))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("unet/diffusion_pytorch_model.safetensors")
          .hasMessageContaining(problem);
    }
  }

  /** Splits the UNet: one tensor in the first, the others in the second. */
  private void shards(String first, String second) throws IOException {
    try (Safetensors whole = Safetensors.open(tiny.file(TinyCheckpoint.UNET))) {
      Map<Boolean, List<Entry>> both =
          whole.names().stream()
              .map(name -> Entries.copy(name, whole.tensor(name)))
              .collect(partitioningBy(e -> e.name().equals(CONV_IN)));
      SafetensorsWriter.write(tiny.file("unet/" + first), Map.of(), both.get(true));
      SafetensorsWriter.write(tiny.file("unet/" + second), Map.of(), both.get(false));
    }
    Files.delete(tiny.file(TinyCheckpoint.UNET));
    index(first, second);
  }

  private void index(String... shards) throws IOException {
    String name = "unet/diffusion_pytorch_model.safetensors.index.json";
    Files.writeString(tiny.file(name), "{}");
    tiny.edit(
        name,
        json -> {
          ObjectNode map = json.putObject("weight_map");
          for (String shard : shards) {
            map.put("tensor " + map.size(), shard);
          }
        });
  }
}
