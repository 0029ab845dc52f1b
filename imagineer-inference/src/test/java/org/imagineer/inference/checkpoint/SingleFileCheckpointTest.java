package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** What a single file says of itself, and what it takes from elsewhere. */
class SingleFileCheckpointTest {

  private static final CheckpointOptions NONE = CheckpointOptions.NONE;

  @TempDir Path temporary;

  private Path twin() throws IOException {
    return LdmTwin.ofTiny().write(temporary.resolve("tiny.safetensors"));
  }

  @Test
  void sizes_come_from_the_shapes() throws IOException {
    try (Checkpoint opened = Checkpoint.open(twin(), NONE)) {
      assertThat(opened.name()).isEqualTo("tiny.safetensors");
      assertSame(
          opened.unet().config(),
          "unet",
          "in_channels",
          "out_channels",
          "block_out_channels",
          "layers_per_block",
          "down_block_types",
          "up_block_types",
          "cross_attention_dim",
          "attention_head_dim",
          "norm_eps");
      assertSame(
          opened.vae().config(),
          "vae",
          "in_channels",
          "out_channels",
          "latent_channels",
          "block_out_channels",
          "layers_per_block",
          "down_block_types",
          "up_block_types");
      assertSame(
          opened.textEncoder().config(),
          "text_encoder",
          "vocab_size",
          "hidden_size",
          "num_hidden_layers",
          "intermediate_size",
          "max_position_embeddings",
          "hidden_act",
          "layer_norm_eps");
      assertThat(opened.unet().config().positive("norm_num_groups", 0)).isEqualTo(32);
      assertThat(opened.textEncoder().config().positive("num_attention_heads")).isEqualTo(12);
    }
  }

  @Test
  void stable_diffusion_is_known_by_its_shapes() throws IOException {
    Path file = LdmManifest.writeHollow(temporary.resolve("sd15.safetensors"));
    try (Checkpoint opened = Checkpoint.open(file, NONE)) {
      assertThat(json(opened.unet().config().options().toString()))
          .isEqualTo(
              json(
                  """
                  {"in_channels": 4, "out_channels": 4, "layers_per_block": 2,
                   "block_out_channels": [320, 640, 1280, 1280], "transformer_layers_per_block": 1,
                   "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                                        "CrossAttnDownBlock2D", "DownBlock2D"],
                   "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
                                      "CrossAttnUpBlock2D"],
                   "cross_attention_dim": 768, "use_linear_projection": false,
                   "attention_head_dim": 8, "norm_num_groups": 32, "norm_eps": 1e-5,
                   "act_fn": "silu", "flip_sin_to_cos": true, "freq_shift": 0,
                   "downsample_padding": 1}"""));
      assertThat(json(opened.vae().config().options().toString()))
          .isEqualTo(
              json(
                  """
                  {"in_channels": 3, "out_channels": 3, "latent_channels": 4,
                   "layers_per_block": 2, "block_out_channels": [128, 256, 512, 512],
                   "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D",
                                        "DownEncoderBlock2D", "DownEncoderBlock2D"],
                   "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D",
                                      "UpDecoderBlock2D"],
                   "norm_num_groups": 32, "act_fn": "silu"}"""));
      assertThat(json(opened.textEncoder().config().options().toString()))
          .isEqualTo(
              json(
                  """
                  {"model_type": "clip_text_model", "hidden_act": "quick_gelu",
                   "vocab_size": 49408, "hidden_size": 768, "max_position_embeddings": 77,
                   "num_hidden_layers": 12, "intermediate_size": 3072, "num_attention_heads": 12,
                   "layer_norm_eps": 1e-5}"""));
    }
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static void assertSame(ModelConfig derived, String component, String... options)
      throws IOException {
    Path file = TinyCheckpoint.original().resolve(component).resolve("config.json");
    JsonNode stated = new ObjectMapper().readTree(file.toFile());
    for (String option : options) {
      assertThat(derived.options().path(option)).as(option).hasToString(stated.path(option) + "");
    }
  }

  @Test
  void the_scheduler_is_that_of_stable_diffusion_unless_said_otherwise() throws IOException {
    JsonNode stated =
        new ObjectMapper()
            .readTree(
                TinyCheckpoint.original().resolve("scheduler/scheduler_config.json").toFile());
    try (Checkpoint opened = Checkpoint.open(twin(), NONE)) {
      ObjectNode usual = (ObjectNode) opened.scheduler().options();
      usual
          .fieldNames()
          .forEachRemaining(name -> assertThat(usual.get(name)).isEqualTo(stated.get(name)));
      assertThat(usual.size()).isEqualTo(9);
    }
    CheckpointOptions velocity = NONE.withPrediction(CheckpointOptions.Prediction.V_PREDICTION);
    try (Checkpoint opened = Checkpoint.open(twin(), velocity)) {
      assertThat(opened.scheduler().text("prediction_type", "")).isEqualTo("v_prediction");
    }
    try (Checkpoint folder = Checkpoint.open(TinyCheckpoint.original(), velocity)) {
      assertThat(folder.scheduler().text("prediction_type", "")).isEqualTo("v_prediction");
    }
  }

  @Test
  void configurations_come_from_the_folder_that_is_given() throws IOException {
    TinyCheckpoint configs = TinyCheckpoint.copyTo(temporary.resolve("configs"));
    for (Path weights : List.of(TinyCheckpoint.UNET, TinyCheckpoint.VAE, TinyCheckpoint.TEXT)) {
      Files.delete(configs.file(weights));
    }
    configs.edit("scheduler/scheduler_config.json", each -> each.put("beta_end", 0.5));
    Files.delete(configs.file("vae/config.json"));
    try (Checkpoint opened = Checkpoint.open(twin(), NONE.withConfig(configs.folder()))) {
      assertThat(opened.unet().config().positive("norm_num_groups")).isEqualTo(8);
      assertThat(opened.textEncoder().config().positive("num_attention_heads")).isEqualTo(4);
      assertThat(opened.vae().config().positive("norm_num_groups")).isEqualTo(32);
      assertThat(opened.scheduler().number("beta_end", 0)).isEqualTo(0.5);
      assertThat(opened.tokenizer()).contains(configs.file("tokenizer/vocab.json"));
      assertThat(opened.hints()).contains(configs.folder());
    }
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertRefused(twin(), NONE.withConfig(empty), empty + "", "holds no configurations");
    assertRefused(
        TinyCheckpoint.original(),
        NONE.withConfig(configs.folder()),
        "--config is for single files");
  }

  @Test
  void a_folder_below_state_dict_is_looked_through() throws IOException {
    Path nested =
        LdmTwin.ofTiny().rename("^", "state_dict.").write(temporary.resolve("n.safetensors"));
    Checkpoint.open(nested, NONE).close();
  }

  @Test
  void a_tensor_under_two_names_is_refused() throws IOException {
    String name = "cond_stage_model.transformer.";
    Path twice =
        LdmTwin.ofTiny()
            .with(name + "final_layer_norm.bias", 64)
            .write(temporary.resolve("twice.safetensors"));
    assertRefused(
        twice,
        NONE,
        "holds the same tensor twice, as '" + name + "text_model.final_layer_norm.bias' and as '");
  }

  @Test
  void without_a_vae_the_option_is_named() throws IOException {
    Path bare = bare();
    assertRefused(bare, NONE, "bare.safetensors", "has no VAE; give one with --vae");
  }

  private Path bare() throws IOException {
    return LdmTwin.ofTiny()
        .without("first_stage_model.")
        .write(temporary.resolve("bare.safetensors"));
  }

  @Test
  void a_vae_may_come_from_a_file_or_folder_of_either_layout() throws IOException {
    Path original = TinyCheckpoint.original();
    Path separate = temporary.resolve("separate.safetensors");
    Files.copy(original.resolve(TinyCheckpoint.VAE), separate);
    LdmTwin vae = LdmTwin.ofTiny().only("first_stage_model.");
    Path prefixed = vae.write(temporary.resolve("prefixed.safetensors"));
    Path plain =
        vae.rename("^first_stage_model\\.", "").write(temporary.resolve("plain.safetensors"));
    List<Path> places =
        List.of(
            separate,
            prefixed,
            plain,
            twin(),
            original,
            original.resolve("vae"),
            original.resolve(TinyCheckpoint.VAE));
    float[] expected;
    try (Checkpoint folder = DiffusersCheckpoint.open(original)) {
      expected = query(folder);
    }
    for (Path place : places) {
      for (Path checkpoint : List.of(bare(), twin(), original)) {
        try (Checkpoint opened = Checkpoint.open(checkpoint, NONE.withVae(place))) {
          assertThat(query(opened)).as("%s to %s", place, checkpoint).isEqualTo(expected);
          assertThat(opened.files()).contains(opened.vae().files().get(0));
        }
      }
    }
  }

  private static float[] query(Checkpoint opened) {
    String name = "decoder.mid_block.attentions.0.to_q.weight";
    return opened.vae().tensor(name, Shape.of(32, 32)).floats();
  }

  @Test
  void a_vae_that_is_none_is_refused() throws IOException {
    Path unet = TinyCheckpoint.original().resolve(TinyCheckpoint.UNET);
    assertRefused(bare(), NONE.withVae(unet), "is no VAE: it has no tensor");
    assertRefused(bare(), NONE.withVae(temporary), "is no VAE: give a .safetensors file");
    assertRefused(
        bare(),
        NONE.withVae(unet.getParent()),
        "is no VAE that Imagineer runs, but of the kind UNet2D");
    Path pickle = Files.write(temporary.resolve("vae.pt"), new byte[20]);
    assertRefused(bare(), NONE.withVae(pickle), "vae.pt", "they can run any code");
    Path other =
        LdmTwin.ofTiny()
            .only("first_stage_model.")
            .reshape("first_stage_model.decoder.conv_in.weight", 32, 16, 3, 3)
            .write(temporary.resolve("other.safetensors"));
    assertRefused(bare(), NONE.withVae(other), "its VAE has 16");
  }

  @Test
  void the_tokenizer_is_the_one_that_is_given() throws IOException {
    Path original = TinyCheckpoint.original();
    for (Path given : List.of(original, original.resolve("tokenizer"))) {
      try (Checkpoint opened = Checkpoint.open(twin(), NONE.withTokenizer(given))) {
        assertThat(opened.tokenizer()).contains(original.resolve("tokenizer/merges.txt"));
      }
    }
    try (Checkpoint opened = Checkpoint.open(twin(), NONE.withTokenizer(temporary))) {
      assertThatThrownBy(opened::tokenizer)
          .hasMessageContaining("holds no tokenizer: neither vocab.json");
    }
  }

  @Test
  void a_tokenizer_of_another_size_is_refused() throws IOException {
    Path small = tokenizer(temporary.resolve("small"), 100);
    for (Path checkpoint : List.of(twin(), TinyCheckpoint.original())) {
      try (Checkpoint opened = Checkpoint.open(checkpoint, NONE.withTokenizer(small))) {
        assertThatThrownBy(opened::tokenizer)
            .hasMessageContaining("is a tokenizer of 100 tokens, but the text encoder of")
            .hasMessageContaining("has 1993");
      }
    }
  }

  @Test
  void without_a_tokenizer_that_of_the_first_package_that_fits_is_taken() throws IOException {
    Path packages = temporary.resolve("models");
    try (Checkpoint opened = Checkpoint.open(twin(), NONE.withPackages(packages))) {
      assertThatThrownBy(opened::tokenizer)
          .hasMessageContaining("tiny.safetensors: has no tokenizer")
          .hasMessageContaining("1993 tokens; give one with --tokenizer");
      tokenizer(packages.resolve("a/tokenizer"), 100);
      tokenizer(packages.resolve("b/tokenizer"), 1993);
      Files.writeString(tokenizer(packages.resolve("c/tokenizer"), 1).resolve("vocab.json"), "{");
      tokenizer(packages.resolve("d/tokenizer"), 1993);
      for (String name : List.of("a", "c", "d")) {
        Files.createFile(packages.resolve(name).resolve("model.json"));
      }
      assertThat(opened.tokenizer()).contains(packages.resolve("d/tokenizer/vocab.json"));
    }
  }

  private static Path tokenizer(Path folder, int tokens) throws IOException {
    Files.createDirectories(folder);
    ObjectNode vocabulary = new ObjectMapper().createObjectNode();
    for (int id = 0; id < tokens; id++) {
      vocabulary.put("token" + id, id);
    }
    Files.writeString(folder.resolve("vocab.json"), vocabulary.toString());
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
    return folder;
  }

  @Test
  void parts_of_different_models_are_refused() throws IOException {
    Path mixed =
        LdmTwin.ofTiny()
            .change(
                each ->
                    each.name().endsWith("attn2.to_k.weight")
                        ? Entry.of(
                            each.name(),
                            each.shape().take(1).append(96),
                            new float[(int) each.shape().get(0) * 96])
                        : each)
            .write(temporary.resolve("mixed.safetensors"));
    assertRefused(mixed, NONE, "'cross_attention_dim' is 96, but must be 64, the text encoder's");
  }

  @Test
  void a_missing_file_is_named() {
    Path missing = temporary.resolve("missing.safetensors");
    assertRefused(missing, NONE, "missing.safetensors: there is no such file");
  }

  @Test
  void a_cut_file_is_refused() throws IOException {
    Path file = twin();
    byte[] all = Files.readAllBytes(file);
    List<Integer> lengths = List.of(0, 7, 9, 1000, all.length - 1);
    for (int length : lengths) {
      Files.write(file, Arrays.copyOf(all, length));
      assertRefused(file, NONE, "tiny.safetensors: ");
    }
  }

  private static void assertRefused(Path from, CheckpointOptions options, String... problems) {
    assertThatThrownBy(() -> Checkpoint.open(from, options).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(problems);
  }
}
