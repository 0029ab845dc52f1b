package org.imagineer.inference.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/** Text encoder and UNet with LoRAs merged into the resident model. */
public final class LoraCheck implements GoldenCheck {

  private final GoldenModel model;

  public LoraCheck(GoldenModel model) {
    this.model = model;
  }

  @Override
  public void check(GoldenCase golden) {
    List<LoraUse> loras = new ArrayList<>();
    for (JsonNode each : golden.config().path("files")) {
      double scale = each.path("scale").asDouble();
      loras.add(
          new LoraUse(golden.golden().folder().resolve(each.path("file").asText()), scale, scale));
    }
    int[][] ids = golden.intRows("input_ids");
    Latents sample = golden.latents("sample");
    float[] timestep = golden.input("timestep");
    LoadedModel loaded = model.resident();
    TextEmbeddings base = loaded.encodeText(ids, 1); // [1, L, D]
    LoraMerger merger = new LoraMerger(loaded);
    try {
      merger.use(loras);
      TextEmbeddings text = loaded.encodeText(ids, 1); // [1, L, D]
      golden.assertClose("text_encoder_out", text.values());
      golden.assertClose("unet_out", loaded.predictNoise(sample, timestep, text).values());
      if (golden.outputs().contains("unet_out_with_base_text")) {
        golden.assertClose(
            "unet_out_with_base_text", loaded.predictNoise(sample, timestep, base).values());
      }
    } finally {
      merger.use(List.of());
    }
  }
}
