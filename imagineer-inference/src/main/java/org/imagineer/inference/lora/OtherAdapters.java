package org.imagineer.inference.lora;

import java.util.List;
import java.util.regex.Pattern;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;

/**
 * Recognises by their tensors' names the files that are shared as LoRAs, but are something else.
 */
final class OtherAdapters {

  private record Sign(Pattern name, String what) {
    Sign(String name, String what) {
      this(Pattern.compile(name), what);
    }
  }

  private static final List<Sign> SIGNS =
      List.of(
          new Sign("\\.hada_[wt]\\d", "a LoHa (LyCORIS) file"),
          new Sign("\\.lokr_[wt]\\d", "a LoKr (LyCORIS) file"),
          new Sign("\\.dora_scale$|\\.lora_magnitude_vector", "a DoRA file"),
          new Sign("\\.b?oft_", "an OFT file"),
          new Sign("\\.on_input$", "an IA3 (LyCORIS) file"),
          new Sign("\\.[ab][12]\\.weight$", "a GLoRA (LyCORIS) file"),
          new Sign(
              "\\.(diff|diff_b|w_norm|b_norm)$", "a file of whole differences (LyCORIS 'full')"),
          new Sign("^lora_te[12]_|^text_encoder_2\\.", "a LoRA for SDXL"),
          new Sign("^lora_prior_unet_", "a LoRA for Stable Cascade"),
          new Sign("joint_blocks|^lora_te3_", "a LoRA for Stable Diffusion 3"),
          new Sign("double_blocks|^(lora_)?transformer[._]", "a LoRA for Flux or the like"),
          new Sign("^emb_params$|^clip_[gl]$", "a textual inversion embedding"),
          new Sign("^control_model\\.|^controlnet_", "a ControlNet"),
          new Sign("^model\\.diffusion_model\\.|^first_stage_model\\.", "a whole checkpoint"));

  private OtherAdapters() {}

  /**
   * @throws CheckpointException naming what the file is, if it is known not to be a LoRA for Stable
   *     Diffusion 1.x
   */
  static void refuse(Safetensors file) {
    for (Sign sign : SIGNS) {
      if (file.names().stream().anyMatch(name -> sign.name().matcher(name).find())) {
        throw new CheckpointException(
            file.file(),
            "is %s; Imagineer merges LoRA and LoCon files for Stable Diffusion 1.x"
                .formatted(sign.what()));
      }
    }
  }
}
