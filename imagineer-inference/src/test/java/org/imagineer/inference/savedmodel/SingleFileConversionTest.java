package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.checkpoint.HalfPrecision;
import org.imagineer.inference.checkpoint.LdmManifest;
import org.imagineer.inference.checkpoint.LdmTwin;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A single file and its twin in the diffusers layout are one model. */
class SingleFileConversionTest {

  private static final String WEIGHTS = "variables/variables.data-00000-of-00001";
  private static final CheckpointOptions TINY =
      CheckpointOptions.NONE.withConfig(TinyCheckpoint.original());

  @TempDir static Path shared;
  @TempDir Path temporary;
  private static Path ofFolder;

  @BeforeAll
  static void convertTheFolder() {
    ofFolder = shared.resolve("folder");
    new SavedModelConverter(ConversionProgress.NONE)
        .convert(TinyCheckpoint.original(), ofFolder, false);
  }

  @Test
  void its_package_has_the_same_weights_and_draws_the_same_picture() throws IOException {
    Path converted = temporary.resolve("file");
    assertThat(convert(LdmTwin.ofTiny(), TINY, converted))
        .containsExactly("1 tensor of position_ids");
    for (NetworkName network : NetworkName.values()) {
      assertSameWeights(converted, ofFolder, network);
    }
    assertThat(draw(converted)).isEqualTo(draw(ofFolder));
    ModelDescription description = ModelPackage.read(converted).description();
    ModelDescription folder = ModelPackage.read(ofFolder).description();
    assertThat(description.source().name()).isEqualTo("tiny.safetensors");
    assertThat(description.sizes()).isEqualTo(folder.sizes());
    assertThat(description.scheduler()).isEqualTo(folder.scheduler());
    assertThat(description.parameters()).isEqualTo(folder.parameters());
  }

  @Test
  void every_tensor_of_stable_diffusion_finds_its_place() throws IOException {
    Path file = LdmManifest.writeHollow(temporary.resolve("sd15.safetensors"));
    try (Checkpoint opened = Checkpoint.open(file, CheckpointOptions.NONE);
        NetworkGraphs graphs = NetworkGraphs.build(opened)) {
      assertThat(opened.ignored()).isEmpty();
      assertThat(graphs.parameters())
          .containsEntry("unet", 859_520_964L)
          .containsEntry("text_encoder", 123_060_480L);
    }
  }

  @Test
  void names_of_every_habit_give_the_same_package() throws IOException {
    LdmTwin twin =
        LdmTwin.ofTiny()
            .without("cond_stage_model.transformer.text_model.embeddings.position_ids")
            .rename("^(cond_stage_model\\.transformer)\\.text_model\\.", "$1.")
            .rename("\\.attn_1\\.(q|k|v)\\.", ".attn_1.to_$1.")
            .rename("\\.attn_1\\.proj_out\\.", ".attn_1.to_out.0.")
            .withLinearAttention();
    Path converted = temporary.resolve("file");
    assertThat(convert(twin, TINY, converted)).isEmpty();
    for (NetworkName network : NetworkName.values()) {
      assertSameWeights(converted, ofFolder, network);
    }
  }

  @Test
  void leftovers_of_training_are_told_by_name_and_change_nothing() throws IOException {
    LdmTwin twin =
        LdmTwin.ofTiny()
            .with("model_ema.diffusion_modelout0weight", 32)
            .with("model_ema.decay")
            .with("alphas_cumprod", 1000)
            .with("betas", 1000)
            .with("sqrt_one_minus_alphas_cumprod", 1000)
            .with("posterior_mean_coef1", 1000)
            .with("log_one_minus_alphas_cumprod", 1000)
            .with("first_stage_model.loss.logvar")
            .with("optimizer_states.0.exp_avg", 3)
            .with("cond_stage_model.logit_scale")
            .with("cond_stage_model.transformer.text_projection.weight", 64, 64)
            .with("model.diffusion_model.input_blocks.40.0.out_layers.3.bias", 1)
            .with("odd\nname", 1);
    Path converted = temporary.resolve("file");
    assertThat(convert(twin, TINY, converted))
        .containsExactly(
            "2 tensors of model_ema (the plain weights are taken)",
            "1 tensor of the training loss",
            "1 tensor of the optimizer",
            "1 tensor of position_ids",
            "2 tensors of CLIP's projection into images' space",
            "5 tensors of the noise schedule",
            "2 tensors of no known use ('odd?name', 'model.diffusion_model.input_blocks.40.0.out_layers.3.bias')");
    assertSameWeights(converted, ofFolder, NetworkName.UNET);
  }

  @Test
  void a_vae_from_elsewhere_takes_the_place_of_the_one_inside() throws IOException {
    LdmTwin spoiled = LdmTwin.ofTiny().reshape("first_stage_model.decoder.conv_out.bias", 3);
    Path converted = temporary.resolve("file");
    CheckpointOptions options = TINY.withVae(TinyCheckpoint.original().resolve(TinyCheckpoint.VAE));
    assertThat(convert(spoiled, options, converted))
        .contains("248 tensors of the VAE inside (another one is given)");
    assertSameWeights(converted, ofFolder, NetworkName.VAE_DECODER);
    Path bare = temporary.resolve("bare");
    convert(LdmTwin.ofTiny().without("first_stage_model."), options, bare);
    assertThat(draw(bare)).isEqualTo(draw(ofFolder));
  }

  @Test
  void half_precision_is_kept_as_it_is() throws IOException {
    TinyCheckpoint wide = TinyCheckpoint.copyTo(temporary.resolve("wide"));
    for (Path weights : List.of(TinyCheckpoint.UNET, TinyCheckpoint.VAE, TinyCheckpoint.TEXT)) {
      wide.rewrite(weights, HalfPrecision::roundedToBrainFloat);
    }
    Path expected = temporary.resolve("expected");
    new SavedModelConverter(ConversionProgress.NONE).convert(wide.folder(), expected, false);
    Path converted = temporary.resolve("file");
    convert(LdmTwin.ofTiny().change(HalfPrecision::asBrainFloat), TINY, converted);
    ModelPackage halves = ModelPackage.read(converted);
    assertThat(halves.description().precision()).isEqualTo(WeightType.BFLOAT16);
    for (NetworkName network : NetworkName.values()) {
      assertThat(ResidentValues.of(halves, network))
          .usingRecursiveComparison()
          .isEqualTo(ResidentValues.of(ModelPackage.read(expected), network));
    }
  }

  @Test
  void without_a_tokenizer_nothing_is_left_behind() throws IOException {
    Path file = LdmTwin.ofTiny().write(temporary.resolve("tiny.safetensors"));
    Path models = temporary.resolve("models");
    assertThatThrownBy(
            () ->
                new SavedModelConverter(ConversionProgress.NONE)
                    .convert(file, CheckpointOptions.NONE, models.resolve("model"), false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("--tokenizer");
    assertThat(models).isEmptyDirectory();
  }

  private List<String> convert(LdmTwin twin, CheckpointOptions options, Path to)
      throws IOException {
    Path file = temporary.resolve("tiny.safetensors");
    Files.deleteIfExists(file);
    return new SavedModelConverter(ConversionProgress.NONE)
        .convert(twin.write(file), options, to, false);
  }

  private static void assertSameWeights(Path one, Path other, NetworkName network) {
    assertThat(one.resolve(network.folder()).resolve(WEIGHTS))
        .hasSameBinaryContentAs(other.resolve(network.folder()).resolve(WEIGHTS));
  }

  /** The name of the model is in the picture's text, so both are opened by the same one. */
  private byte[] draw(Path converted) throws IOException {
    Path model = Files.createSymbolicLink(temporary.resolve("model"), converted);
    try (StableDiffusion opened = StableDiffusion.open(model)) {
      return opened
          .generate(
              GenerationRequest.of("a lake")
                  .with(
                      draft ->
                          draft
                              .negativePrompt("snow")
                              .seed(7)
                              .steps(3)
                              .guidanceScale(5)
                              .width(64)
                              .height(64)
                              .scheduler(SchedulerKind.PNDM)),
              GenerationListener.NONE)
          .png();
    } finally {
      Files.delete(model);
    }
  }
}
