package org.imagineer.inference.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imagineer.inference.bench.RandomLora.ATTENTION_AND_FEED_FORWARD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.imagineer.inference.bench.RandomLora;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** Sets of LoRAs on a resident model; the numbers themselves are held by the golden cases. */
class LoraMergerTest {

  private static final int[][] IDS = {{1991, 40, 300, 17, 1992}};

  @TempDir static Path temporary;
  private static Path folder;
  private static LoadedModel model;
  private static Path one;
  private static Path two;
  private static List<float[]> base;
  private LoraMerger merger;

  @BeforeAll
  static void open() throws IOException {
    folder = temporary.resolve("tiny");
    new SavedModelConverter(ConversionProgress.NONE)
        .convert(TinyCheckpoint.original(), folder, false);
    model = LoadedModel.open(ModelPackage.read(folder));
    base = outputs();
    one = new RandomLora(1, 4).write(temporary.resolve("one.safetensors"), model, name -> true);
    two =
        new RandomLora(2, 8)
            .write(temporary.resolve("two.safetensors"), model, ATTENTION_AND_FEED_FORWARD);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @BeforeEach
  void without_any() {
    merger = new LoraMerger(model);
    assertThat(outputs()).usingRecursiveComparison().isEqualTo(base);
  }

  @Test
  void taking_all_away_leaves_the_base_bit_by_bit() {
    merger.use(List.of(new LoraUse(one, 0.7, 0.7), new LoraUse(two, -0.3, 1)));
    assertThat(outputs().get(0)).isNotEqualTo(base.get(0));
    assertThat(outputs().get(1)).isNotEqualTo(base.get(1));
    merger.use(List.of());
    assertThat(outputs()).usingRecursiveComparison().isEqualTo(base);
  }

  @Test
  void a_set_does_not_depend_on_what_was_merged_before() {
    List<LoraUse> wanted = List.of(new LoraUse(two, 0.5, 0.5));
    merger.use(wanted);
    List<float[]> direct = outputs();
    merger.use(List.of(new LoraUse(one, 1, 1)));
    merger.use(List.of(new LoraUse(one, 1, 1), new LoraUse(two, 2, 2)));
    merger.use(wanted);
    assertThat(outputs()).usingRecursiveComparison().isEqualTo(direct);
    merger.use(List.of());
  }

  @Test
  void weights_of_unet_and_text_encoder_are_separate() {
    merger.use(List.of(new LoraUse(one, 0, 1)));
    assertThat(outputs().get(0)).isNotEqualTo(base.get(0));
    assertThat(outputs().get(1)).isEqualTo(base.get(1));
    merger.use(List.of(new LoraUse(one, 1, 0)));
    assertThat(outputs().get(0)).isEqualTo(base.get(0));
    assertThat(outputs().get(1)).isNotEqualTo(base.get(1));
    merger.use(List.of());
  }

  @Test
  void a_lora_and_its_opposite_cancel_out() {
    merger.use(List.of(new LoraUse(one, 0.8, 0.8), new LoraUse(one, -0.8, -0.8)));
    List<float[]> cancelled = outputs();
    for (int i = 0; i < cancelled.size(); i++) {
      assertThat(cancelled.get(i)).containsExactly(base.get(i), within());
    }
    merger.use(List.of());
  }

  @Test
  void a_package_that_is_gone_for_a_while_leaves_nothing_half_merged() throws IOException {
    Path variables = folder.resolve("unet/variables");
    Path away = folder.resolve("unet/away");
    Files.move(variables, away);
    try {
      assertThatThrownBy(() -> merger.use(List.of(new LoraUse(one, 1, 1))))
          .isInstanceOf(RuntimeException.class);
    } finally {
      Files.move(away, variables);
    }
    merger.use(List.of());
    assertThat(outputs()).usingRecursiveComparison().isEqualTo(base);
    merger.use(List.of(new LoraUse(one, 1, 1)));
    assertThat(outputs().get(1)).isNotEqualTo(base.get(1));
    merger.use(List.of());
  }

  @Test
  void a_file_that_was_replaced_is_read_again() throws IOException {
    Path changing = Files.copy(one, temporary.resolve("changing.safetensors"));
    merger.use(List.of(new LoraUse(changing, 1, 1)));
    List<float[]> before = outputs();
    Files.copy(two, changing, StandardCopyOption.REPLACE_EXISTING);
    merger.use(List.of(new LoraUse(changing, 1, 1)));
    assertThat(outputs().get(1)).isNotEqualTo(before.get(1));
    merger.use(List.of());
  }

  @Test
  void convolutions_in_tucker_form_equal_the_product_of_their_three_parts() throws IOException {
    String layer = "lora_unet_mid_block_resnets_0_conv1";
    int rank = 3;
    int channels = 64;
    float[] up = random(channels * rank); // [64, 3]
    float[] core = random(rank * rank * 9); // [3, 3, 3, 3]
    float[] down = random(rank * channels); // [3, 64]
    float[] whole = new float[rank * channels * 9]; // [3, 64, 3, 3]
    for (int r = 0; r < rank; r++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < 9; p++) {
          for (int s = 0; s < rank; s++) {
            whole[(r * channels + c) * 9 + p] +=
                core[(r * rank + s) * 9 + p] * down[s * channels + c];
          }
        }
      }
    }
    Path tucker = temporary.resolve("tucker.safetensors");
    SafetensorsWriter.write(
        tucker,
        Map.of(),
        List.of(
            Entry.of(layer + ".lora_up.weight", Shape.of(channels, rank, 1, 1), up),
            Entry.of(layer + ".lora_mid.weight", Shape.of(rank, rank, 3, 3), core),
            Entry.of(layer + ".lora_down.weight", Shape.of(rank, channels, 1, 1), down)));
    Path plain = temporary.resolve("plain.safetensors");
    SafetensorsWriter.write(
        plain,
        Map.of(),
        List.of(
            Entry.of(layer + ".lora_up.weight", Shape.of(channels, rank, 1, 1), up),
            Entry.of(layer + ".lora_down.weight", Shape.of(rank, channels, 3, 3), whole)));
    merger.use(List.of(new LoraUse(plain, 1, 1)));
    float[] expected = outputs().get(1);
    assertThat(expected).isNotEqualTo(base.get(1));
    merger.use(List.of(new LoraUse(tucker, 1, 1)));
    assertThat(outputs().get(1)).containsExactly(expected, within());
    merger.use(List.of());
  }

  @Test
  void a_lora_of_another_architecture_is_refused_with_the_reason_and_changes_nothing()
      throws IOException {
    String layer = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k";
    Path wide = temporary.resolve("wide.safetensors");
    SafetensorsWriter.write(
        wide,
        Map.of(),
        List.of(
            Entry.of(layer + ".lora_up.weight", Shape.of(32, 1), new float[32]),
            Entry.of(layer + ".lora_down.weight", Shape.of(1, 2048), new float[2048])));
    merger.use(List.of(new LoraUse(two, 1, 1)));
    List<float[]> before = outputs();
    assertThatThrownBy(() -> merger.use(List.of(new LoraUse(one, 1, 1), new LoraUse(wide, 1, 1))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("wide.safetensors: is a LoRA of another architecture")
        .hasMessageContaining("cross-attention width is 2048, SDXL's; this model's is 64");
    assertThat(outputs()).usingRecursiveComparison().isEqualTo(before);
    merger.use(List.of());
    assertThat(LoraCompatibility.problem(wide, 64)).get().asString().contains("SDXL's");
    assertThat(LoraCompatibility.problem(wide, 2048)).isEmpty();
    assertThat(LoraCompatibility.problem(one, 64)).isEmpty();
  }

  @Test
  void a_layer_that_the_model_lacks_or_has_in_another_shape_is_refused_by_name()
      throws IOException {
    for (Map.Entry<String, String> each :
        Map.of(
                "lora_unet_down_blocks_7_resnets_0_conv1", "which this model does not have",
                "lora_unet_mid_block_resnets_0_conv1", "which is [64, 64, 3, 3] in this model")
            .entrySet()) {
      Path file = temporary.resolve("other.safetensors");
      Files.deleteIfExists(file);
      SafetensorsWriter.write(
          file,
          Map.of(),
          List.of(
              Entry.of(each.getKey() + ".lora_up.weight", Shape.of(32, 1), new float[32]),
              Entry.of(each.getKey() + ".lora_down.weight", Shape.of(1, 32), new float[32])));
      assertThatThrownBy(() -> merger.use(List.of(new LoraUse(file, 1, 1))))
          .hasMessageContaining("LoRA of another architecture")
          .hasMessageContaining(each.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lora_unet_mid_block_attentions_0_proj_in.hada_w1_a, LoHa",
    "lora_unet_mid_block_attentions_0_proj_in.lokr_w1, LoKr",
    "lora_unet_mid_block_attentions_0_proj_in.dora_scale, DoRA",
    "lora_unet_mid_block_attentions_0_proj_in.diff, whole differences",
    "lora_te2_text_model_encoder_layers_0_mlp_fc1.alpha, SDXL",
    "transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight, Flux",
    "emb_params, textual inversion",
    "model.diffusion_model.input_blocks.0.0.weight, whole checkpoint",
    "unet.mid_block.resnets.0.conv1.weight, no part of a LoRA"
  })
  void files_of_other_kinds_are_refused_by_name(String tensor, String reason) throws IOException {
    Path file = temporary.resolve("kind.safetensors");
    Files.deleteIfExists(file);
    SafetensorsWriter.write(file, Map.of(), List.of(Entry.of(tensor, Shape.of(1), 1)));
    assertThatThrownBy(() -> merger.use(List.of(new LoraUse(file, 1, 1))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("kind.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void matrices_that_do_not_fit_each_other_are_refused() throws IOException {
    String layer = "lora_unet_mid_block_attentions_0_proj_in";
    Path file = temporary.resolve("misfit.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(
            Entry.of(layer + ".lora_up.weight", Shape.of(64, 2), new float[128]),
            Entry.of(layer + ".lora_down.weight", Shape.of(3, 64), new float[192])));
    assertThatThrownBy(() -> merger.use(List.of(new LoraUse(file, 1, 1))))
        .hasMessageContaining("do not fit each other: up [64, 2], down [3, 64]");
  }

  @Test
  void a_missing_file_and_weights_out_of_range_are_told() {
    assertThatThrownBy(
            () -> merger.use(List.of(new LoraUse(temporary.resolve("none.safetensors"), 1, 1))))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> new LoraUse(one, Double.NaN, 1))
        .hasMessageContaining("LoRA weights must be between -100 and 100");
  }

  @Test
  void every_naming_of_the_golden_files_is_understood_completely() throws IOException {
    Path folder = Path.of(LoraMergerTest.class.getResource("/golden/lora").getPath());
    List<Path> files = new ArrayList<>();
    try (var all = Files.list(folder)) {
      files.addAll(all.toList());
    }
    for (Path file : files) {
      try (LoraFile lora = LoraFile.open(file);
          Safetensors tensors = Safetensors.open(file)) {
        long pairs = tensors.names().stream().filter(name -> !name.endsWith(".alpha")).count() / 2;
        assertThat(lora.layers()).as(file.toString()).hasSize((int) pairs);
      }
    }
  }

  private static List<float[]> outputs() {
    TextEmbeddings text = model.encodeText(IDS, 1); // [1, 5, 64]
    Latents sample = new TorchNoise(3).next(1, 4, 8, 8); // [1, 4, 8, 8]
    // The UNet sees the same text always, so that its own weights show.
    TextEmbeddings fixed = new TextEmbeddings(1, 2, 64, new TorchNoise(4).next(128)); // [1, 2, 64]
    return List.of(text.values(), model.predictNoise(sample, new float[] {500}, fixed).values());
  }

  private static float[] random(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
    }
    return values;
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(2e-5f);
  }
}
