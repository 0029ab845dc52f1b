package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Entries;
import org.imagineer.inference.checkpoint.HalfPrecision;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.golden.Golden;
import org.imagineer.inference.golden.GoldenCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelConverterTest {

  private static final String WEIGHTS = "variables/variables.data-00000-of-00001";

  @TempDir static Path shared;
  @TempDir Path temporary;
  private static Path converted;
  private TinyCheckpoint tiny;
  private Path models;
  private Path target;

  @BeforeAll
  static void convertOnce() {
    converted = shared.resolve("tiny-model");
    convert(TinyCheckpoint.original(), converted, false);
  }

  @BeforeEach
  void copy() throws IOException {
    tiny = TinyCheckpoint.copyTo(temporary.resolve("tiny"));
    models = Files.createDirectory(temporary.resolve("models"));
    target = models.resolve("model");
  }

  @Test
  void what_it_writes_computes_what_the_reference_computes() {
    try (Golden golden = Golden.open();
        LoadedModel model = LoadedModel.open(ModelPackage.read(converted))) {
      GoldenCase text =
          golden.cases().stream()
              .filter(each -> each.kind().equals("text_encoder"))
              .filter(each -> each.outputs().contains("last_hidden_state"))
              .findFirst()
              .orElseThrow();
      text.assertClose(
          "last_hidden_state", model.encodeText(text.intRows("input_ids"), 1).values());
    }
  }

  @Test
  void model_json_says_what_was_converted() throws IOException {
    ModelPackage model = ModelPackage.read(converted);
    ModelDescription description = model.description();
    assertThat(model.name()).isEqualTo("tiny-model");
    assertThat(description.format()).isEqualTo(ModelDescription.FORMAT);
    assertThat(description.precision()).isEqualTo(WeightType.FLOAT32);
    assertThat(description.configs()).containsOnlyKeys("text_encoder", "unet", "vae");
    assertThat(description.source().name()).isEqualTo("tiny-sd");
    assertThat(description.source().sha256()).matches("[0-9a-f]{64}");
    assertThat(description.sizes())
        .isEqualTo(new ModelDescription.Sizes(4, 8, 0.18215, 77, 64, 3, 1993));
    assertThat(description.parameters())
        .containsOnlyKeys("text_encoder", "unet", "vae_encoder", "vae_decoder");
    assertThat(description.scheduler().path("beta_start").asDouble()).isEqualTo(0.00085);
    assertThat(description.recommended()).isEqualTo(ModelDescription.Recommended.NOTHING);
    assertThat(description.previewFactors()).isNull();
    try (Stream<Path> all = Files.walk(converted)) {
      List<String> files =
          all.filter(Files::isRegularFile)
              .map(file -> converted.relativize(file).toString())
              .filter(file -> !file.equals(ModelPackage.FILE))
              .toList();
      assertThat(description.files())
          .extracting(ModelDescription.PackageFile::path)
          .containsExactlyInAnyOrderElementsOf(files)
          .contains("unet/saved_model.pb", "tokenizer/merges.txt");
    }
  }

  @Test
  void the_hash_tells_weights_apart() throws IOException {
    tiny.without(TinyCheckpoint.TEXT, "text_model.embeddings.position_ids");
    convert(tiny.folder(), target, false);
    assertThat(ModelPackage.read(target).description().source().sha256())
        .isNotEqualTo(ModelPackage.read(converted).description().source().sha256());
  }

  @Test
  void hints_beside_the_checkpoint_reach_the_package() throws IOException {
    Files.writeString(
        tiny.file(CheckpointHints.FILE),
        """
        {"recommended": {"width": 128, "steps": 25, "guidance_scale": 5.0, "scheduler": "euler_a"},
         "preview_factors": [[1,2,3],[4,5,6],[7,8,9],[10,11,12]]}""");
    convert(tiny.folder(), target, false);
    ModelDescription description = ModelPackage.read(target).description();
    assertThat(description.recommended())
        .isEqualTo(new ModelDescription.Recommended(128, null, 25, 5.0, "euler_a", null));
    assertThat(description.previewFactors()).hasDimensions(4, 3);
  }

  @Test
  void an_existing_package_is_refused_and_left_as_it_is() throws IOException {
    Path kept = Files.createDirectories(target).resolve("kept");
    Files.writeString(kept, "mine");
    assertThatThrownBy(() -> convert(tiny.folder(), target, false))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(target + " is already there");
    assertThat(kept).hasContent("mine");
    assertLeft("model");
  }

  @Test
  void overwriting_replaces_a_package() throws IOException {
    Files.createDirectories(target.resolve("unet"));
    Files.writeString(target.resolve("unet/old"), "old");
    Files.writeString(target.resolve(ModelPackage.FILE), "old");
    convert(tiny.folder(), target, true);
    assertThat(target.resolve("unet/old")).doesNotExist();
    LoadedModel.open(ModelPackage.read(target)).close();
    assertLeft("model");
  }

  @Test
  void overwriting_replaces_nothing_but_packages() throws IOException {
    Path letters = Files.createDirectories(target).resolve("letters");
    Files.writeString(letters, "dear");
    assertThatThrownBy(() -> convert(tiny.folder(), target, true))
        .hasMessageContaining("is no model package");
    assertThat(letters).hasContent("dear");
  }

  @Test
  void a_failed_overwrite_keeps_the_old_package() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve(ModelPackage.FILE), "old");
    tiny.without(TinyCheckpoint.UNET, "conv_out.bias");
    assertRefused(true, "conv_out.bias");
    assertThat(target.resolve(ModelPackage.FILE)).hasContent("old");
    assertLeft("model");
  }

  @Test
  void a_checkpoint_cut_short_leaves_nothing_behind() throws IOException {
    tiny.cut(TinyCheckpoint.VAE, 1);
    assertRefused(false, "vae/diffusion_pytorch_model.safetensors");
    assertLeft();
  }

  @Test
  void a_missing_tensor_is_found_before_anything_is_written() throws IOException {
    tiny.without(TinyCheckpoint.VAE, "decoder.conv_out.weight");
    List<String> stages = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new SavedModelConverter((stage, done, total) -> stages.add(stage))
                    .convert(tiny.folder(), target, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("vae/diffusion_pytorch_model.safetensors")
        .hasMessageContaining("'decoder.conv_out.weight'");
    assertThat(stages).isEmpty();
    assertLeft();
  }

  @Test
  void a_missing_tokenizer_leaves_nothing_behind() throws IOException {
    Files.delete(tiny.file("tokenizer/merges.txt"));
    assertRefused(false, "tokenizer/merges.txt");
    assertLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"recommended\": {\"width\": \"wide\"}}",
        "{\"recommended\": 3}",
        "{\"preview_factors\": [[1, 2, 3]]}",
        "{\"preview_factors\": \"red\"}"
      })
  void broken_hints_are_found_before_anything_is_converted(String hints) throws IOException {
    Files.writeString(tiny.file(CheckpointHints.FILE), hints);
    assertRefused(false, CheckpointHints.FILE);
    assertLeft();
  }

  @Test
  void an_option_that_is_not_implemented_is_refused_by_name() throws IOException {
    tiny.edit("unet/config.json", unet -> unet.put("class_embed_type", "projection"));
    assertRefused(false, "unet/config.json: option 'class_embed_type' = projection");
    assertLeft();
  }

  @Test
  void without_enough_space_nothing_is_begun() {
    SavedModelConverter full = new SavedModelConverter(ConversionProgress.NONE, folder -> 1 << 20);
    assertThatThrownBy(() -> full.convert(tiny.folder(), target, false))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("not enough space")
        .hasMessageContaining("has 1 MB left");
    assertLeft();
  }

  @Test
  void a_failure_in_the_middle_leaves_nothing_behind() {
    for (String when : List.of("text_encoder", "vae_decoder", "checksum")) {
      ConversionProgress failing =
          (stage, done, total) -> {
            if (stage.equals(when)) {
              throw new IllegalStateException("stopped");
            }
          };
      assertThatThrownBy(
              () -> new SavedModelConverter(failing).convert(tiny.folder(), target, false))
          .hasMessage("stopped");
      assertLeft();
    }
  }

  @Test
  void what_a_crash_left_is_swept_by_the_next_conversion() throws IOException {
    Path left = Files.createDirectories(models.resolve(".model.part-123/unet/variables"));
    Files.write(left.resolve("part"), new byte[1000]);
    Path other = Files.createDirectories(models.resolve(".other.part-123"));
    convert(tiny.folder(), target, false);
    assertLeft("model", other.getFileName().toString());
  }

  @Test
  void progress_grows_to_exactly_all() {
    List<Long> all = new ArrayList<>();
    List<String> stages = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    new SavedModelConverter(
            (stage, done, total) -> {
              stages.add(stage);
              all.add(done);
              totals.add(total);
            })
        .convert(tiny.folder(), target, false);
    assertThat(all).isSorted();
    assertThat(all.get(all.size() - 1)).isEqualTo(totals.get(0));
    assertThat(totals).containsOnly(totals.get(0));
    assertThat(stages.stream().distinct())
        .containsExactly("text_encoder", "unet", "vae_encoder", "vae_decoder", "checksum");
  }

  @Test
  void names_of_any_age_give_the_same_package() throws IOException {
    tiny.withNewAttentionNames();
    tiny.without(TinyCheckpoint.TEXT, "text_model.embeddings.position_ids");
    convert(tiny.folder(), target, false);
    for (NetworkName network : NetworkName.values()) {
      assertSameWeights(target, converted, network);
    }
  }

  @Test
  void attention_stored_as_convolutions_gives_the_same_package() throws IOException {
    tiny.rewrite(
        TinyCheckpoint.VAE,
        each -> {
          Entry copy = Entries.copy(each.name(), each);
          boolean projection =
              each.name().contains(".attentions.") && each.shape().numDimensions() == 2;
          return projection
              ? new Entry(
                  copy.name(), copy.type(), copy.shape().append(1).append(1), copy.content())
              : copy;
        });
    convert(tiny.folder(), target, false);
    assertSameWeights(target, converted, NetworkName.VAE_DECODER);
    assertSameWeights(target, converted, NetworkName.VAE_ENCODER);
  }

  @Test
  void bfloat16_weights_are_kept_as_they_are() throws IOException {
    tiny.rewrite(
        TinyCheckpoint.UNET, each -> HalfPrecision.asBrainFloat(Entries.copy(each.name(), each)));
    convert(tiny.folder(), target, false);
    TinyCheckpoint wide = TinyCheckpoint.copyTo(temporary.resolve("wide"));
    wide.rewrite(TinyCheckpoint.UNET, HalfPrecision::roundedToBrainFloat);
    Path expected = models.resolve("expected");
    convert(wide.folder(), expected, false);
    ModelPackage model = ModelPackage.read(target);
    assertThat(model.description().weightTypes())
        .containsEntry("unet", WeightType.BFLOAT16)
        .containsEntry("vae_decoder", WeightType.FLOAT32);
    assertThat(ResidentValues.of(model, NetworkName.UNET))
        .usingRecursiveComparison()
        .isEqualTo(ResidentValues.of(ModelPackage.read(expected), NetworkName.UNET));
  }

  private static void assertSameWeights(Path one, Path other, NetworkName network) {
    assertThat(one.resolve(network.folder()).resolve(WEIGHTS))
        .hasSameBinaryContentAs(other.resolve(network.folder()).resolve(WEIGHTS));
  }

  private void assertRefused(boolean overwrite, String problem) {
    assertThatThrownBy(() -> convert(tiny.folder(), target, overwrite))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(problem);
  }

  private static void convert(Path checkpoint, Path to, boolean overwrite) {
    new SavedModelConverter(ConversionProgress.NONE).convert(checkpoint, to, overwrite);
  }

  private void assertLeft(String... names) {
    assertThat(models.toFile().list()).containsExactlyInAnyOrder(names);
  }
}
