package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

/** Files that are something else than a Stable Diffusion 1.x checkpoint are told what they are. */
class RefusedFilesTest {

  private static final String UNET = "model.diffusion_model.";
  private static final String CONV_IN = UNET + "input_blocks.0.0.weight";

  @TempDir Path temporary;

  static Stream<Arguments> others() {
    return Stream.of(
        other("an SDXL checkpoint", twin().with("conditioner.embedders.0.transformer.x", 1)),
        other("an SDXL checkpoint (UNet cross-attention width 2048)", width(2048)),
        other("an SDXL checkpoint (UNet cross-attention width 1280)", width(1280)),
        other("a Stable Diffusion 2.x checkpoint (UNet cross-attention width 1024)", width(1024)),
        other(
            "a Stable Diffusion 2.x checkpoint (OpenCLIP text encoder)",
            twin().rename("^cond_stage_model\\.transformer", "cond_stage_model.model")),
        other("a Stable Diffusion 3 checkpoint", twin().with(UNET + "joint_blocks.0.x", 1)),
        other("a Flux checkpoint", twin().with(UNET + "double_blocks.0.img_attn.x", 1)),
        other("a ControlNet", twin().with("control_model.input_hint_block.0.weight", 1)),
        other(
            "a ControlNet", twin().without("").with("controlnet_cond_embedding.conv_in.weight", 1)),
        other("an inpainting checkpoint (its UNet takes 9", twin().reshape(CONV_IN, 32, 9, 3, 3)),
        other(
            "an inpainting checkpoint",
            twin().reshape(CONV_IN, 32, 9, 3, 3).without("first_stage_model")),
        other(
            "an InstructPix2Pix checkpoint (its UNet takes 8",
            twin().reshape(CONV_IN, 32, 8, 3, 3)),
        other("an image-conditioned checkpoint", twin().reshape(CONV_IN, 32, 7, 3, 3)),
        other("a VAE alone", twin().only("first_stage_model.")),
        other("a VAE alone", twin().only("first_stage_model.").rename("^first_stage_model\\.", "")),
        other("a textual inversion", twin().without("").with("emb_params", 1, 64)),
        other("a textual inversion", twin().without("").with("<a-cat>", 64)),
        other(
            "only EMA weights", twin().without("").with("model_ema.diffusion_modelout0weight", 32)),
        other("has no text encoder", twin().without("cond_stage_model.")),
        other("is no Stable Diffusion checkpoint", twin().without("").with("weight", 3)));
  }

  private static LdmTwin twin() {
    return LdmTwin.ofTiny();
  }

  private static LdmTwin width(int width) {
    return twin()
        .change(
            each ->
                each.name().endsWith("attn2.to_k.weight")
                    ? Entry.of(each.name(), Shape.of(1, width), new float[width])
                    : each);
  }

  private static Arguments other(String kind, LdmTwin file) {
    return Arguments.of(kind, file);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void other_models_are_refused_by_name(String kind, LdmTwin twin) throws IOException {
    assertRefused(twin.write(temporary.resolve("some.safetensors")), "some.safetensors", kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lora_kohya",
        "lora_kohya2_fp16",
        "lora_peft",
        "lora_peft_alpha_in_metadata",
        "lora_diffusers_old"
      })
  void loras_of_every_naming_are_refused(String name) {
    Path folder = Path.of(getClass().getResource("/golden/lora").getPath());
    assertRefused(folder.resolve(name + ".safetensors"), "is a LoRA, not a checkpoint");
  }

  @Test
  void a_component_of_a_folder_is_pointed_to_its_folder() {
    Path tiny = TinyCheckpoint.original();
    assertRefused(
        tiny.resolve(TinyCheckpoint.UNET), "is the UNet of a checkpoint in the diffusers");
    assertRefused(tiny.resolve(TinyCheckpoint.TEXT), "is the text encoder of a checkpoint");
    assertRefused(tiny.resolve(TinyCheckpoint.VAE), "is a VAE alone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.ckpt", "a.pt", "a.pth", "a.bin", "a.PKL", "a.CKPT"})
  void pickles_are_refused_by_their_name(String name) throws IOException {
    Path sound = twin().write(temporary.resolve("sound.safetensors"));
    assertRefused(Files.copy(sound, temporary.resolve(name)), name, "they can run any code");
  }

  @Test
  void pickles_are_refused_by_their_content() throws IOException {
    byte[] zip = {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] shortZip = {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0};
    byte[] pickle = {
      (byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9
    };
    byte[] framed = {(byte) 0x80, 4, (byte) 0x95, 9, 0, 0, 0, 0, 0, 0, 0, '}', '.'};
    for (byte[] content : List.of(zip, shortZip, pickle, framed)) {
      Path file = Files.write(temporary.resolve("renamed.safetensors"), content);
      assertRefused(file, "renamed.safetensors", "they can run any code");
    }
  }

  @Test
  void a_header_whose_length_looks_like_a_pickle_is_read() throws IOException {
    String json = "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    byte[] header = (json + " ".repeat(0x280 - json.length())).getBytes();
    Path file = Files.write(temporary.resolve("a.safetensors"), SafetensorsWriter.framed(header));
    Safetensors.open(file).close();
  }

  private static void assertRefused(Path file, String... problems) {
    assertThatThrownBy(() -> Checkpoint.open(file, CheckpointOptions.NONE).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(problems);
  }
}
