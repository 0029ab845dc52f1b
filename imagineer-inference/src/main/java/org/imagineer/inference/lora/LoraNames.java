package org.imagineer.inference.lora;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;

/**
 * Reads the names of a LoRA file's tensors, as kohya's scripts, diffusers of any age and PEFT write
 * them, into network, layer and part.
 */
final class LoraNames {

  /** The parts of a layer's change. */
  enum Part {
    UP,
    DOWN,
    MID,
    ALPHA
  }

  /**
   * One tensor's name, taken apart.
   *
   * @param layer with underscores, as kohya writes it
   */
  record Name(Changeable network, String layer, Part part) {}

  private record Prefix(String text, Changeable network) {}

  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("lora_unet_", Changeable.UNET),
          new Prefix("lora_te_", Changeable.TEXT_ENCODER),
          new Prefix("unet.base_model.model.", Changeable.UNET),
          new Prefix("unet.", Changeable.UNET),
          new Prefix("text_encoder.base_model.model.", Changeable.TEXT_ENCODER),
          new Prefix("text_encoder.", Changeable.TEXT_ENCODER),
          new Prefix("base_model.model.text_model.", Changeable.TEXT_ENCODER),
          new Prefix("base_model.model.", Changeable.UNET));

  private static final Pattern PART =
      Pattern.compile(
          "(?<layer>.+?)(?:"
              + "(?:\\.lora_|[._]lora\\.|\\.lora_linear_layer\\.)(?<part>up|down|mid|A|B)(?:\\.default)?\\.weight"
              + "|(?:[._]lora|\\.lora_linear_layer)?\\.alpha)");

  private LoraNames() {}

  /** What a name means; empty for what is no part of a LoRA. */
  static Optional<Name> read(String tensor) {
    for (Prefix prefix : PREFIXES) {
      if (tensor.startsWith(prefix.text())) {
        return read(prefix, tensor.substring(prefix.text().length()));
      }
    }
    // The first diffusers files had the UNet's layers only, and no prefix.
    return read(new Prefix("", Changeable.UNET), tensor);
  }

  private static Optional<Name> read(Prefix prefix, String rest) {
    Matcher matcher = PART.matcher(rest);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Part part =
        matcher.group("part") == null
            ? Part.ALPHA
            : switch (matcher.group("part")) {
              case "up", "B" -> Part.UP;
              case "down", "A" -> Part.DOWN;
              default -> Part.MID;
            };
    String layer = matcher.group("layer").replace(".processor.", ".");
    if (layer.endsWith(".to_out")) {
      layer += ".0"; // attention processors call it by its first half
    }
    if (prefix.text().endsWith("text_model.")) {
      layer = "text_model." + layer;
    }
    return Optional.of(new Name(prefix.network(), underscored(layer), part));
  }

  /** A layer's dotted name as kohya writes it. */
  static String underscored(String layer) {
    return layer.replace('.', '_');
  }
}
