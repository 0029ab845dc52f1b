package org.imagineer.inference.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;

/**
 * By how much a layer's product is scaled: alpha / rank, where alpha is the layer's own tensor
 * (kohya), or stands in the header's {@code lora_adapter_metadata} (diffusers since 0.34, in PEFT's
 * terms), or is the rank.
 */
final class LoraScales {

  private static final String METADATA = "lora_adapter_metadata";

  private final Safetensors file;
  private final JsonNode adapter;

  LoraScales(Safetensors file) {
    this.file = file;
    String text = file.metadata().getOrDefault(METADATA, "{}");
    try {
      adapter = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file.file(), "its " + METADATA + " is no valid JSON", e);
    }
  }

  /**
   * @param layer with underscores
   * @param stored the layer's alpha; null if it has none
   */
  double of(Changeable network, String layer, int rank, StoredTensor stored) {
    double alpha = stored != null ? value(stored) : alpha(network, layer, rank);
    if (!Double.isFinite(alpha)) {
      throw new CheckpointException(
          file.file(), "layer '%s' has an alpha of %s".formatted(layer, alpha));
    }
    if (alpha == 0) {
      return 1; // kohya's scripts take it as "not set"
    }
    boolean rootOfRank = option(network, "use_rslora").asBoolean();
    return alpha / (rootOfRank ? Math.sqrt(rank) : rank);
  }

  private double value(StoredTensor alpha) {
    if (alpha.shape().size() != 1) {
      throw new CheckpointException(
          file.file(), "'%s' has shape %s".formatted(alpha.name(), alpha.shape()));
    }
    return alpha.type().isFloat() ? alpha.floats()[0] : alpha.ints()[0];
  }

  private double alpha(Changeable network, String layer, int rank) {
    for (Map.Entry<String, JsonNode> own : option(network, "alpha_pattern").properties()) {
      String name = LoraNames.underscored(own.getKey());
      if (layer.equals(name) || layer.endsWith("_" + name)) {
        return own.getValue().asDouble();
      }
    }
    JsonNode common = option(network, "lora_alpha");
    return common.isNumber() ? common.doubleValue() : rank;
  }

  private JsonNode option(Changeable network, String name) {
    String prefix = network == Changeable.UNET ? "unet." : "text_encoder.";
    return adapter.path(prefix + name);
  }
}
