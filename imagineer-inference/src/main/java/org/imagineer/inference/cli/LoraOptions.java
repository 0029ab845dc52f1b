package org.imagineer.inference.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.lora.LoraFolder;
import org.imagineer.inference.lora.LoraUse;
import picocli.CommandLine.Option;

/** LoRAs that are merged beside those which the prompt names. */
final class LoraOptions {

  private static final Pattern USE =
      Pattern.compile(
          "(?<lora>.+?)(?::(?<unet>[+-]?\\d*\\.?\\d+))?(?::(?<text>[+-]?\\d*\\.?\\d+))?");

  @Option(
      names = "--lora",
      paramLabel = "LORA[:WEIGHT[:TEXT_WEIGHT]]",
      description =
          "A .safetensors file, or a name in IMAGINEER_HOME/loras; may be given several times. Weights may be negative."
              + " Default: 1, and for the text encoder the same.")
  private List<String> loras = List.of();

  /**
   * @throws IllegalArgumentException if there is no such LoRA or a weight is no number
   */
  void addTo(GenerationRequestBuilder request, LoraFolder folder) {
    List<LoraUse> uses = new ArrayList<>();
    for (String lora : loras) {
      Matcher matcher = USE.matcher(lora);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("--lora needs a file or a name");
      }
      double unet = weight(matcher.group("unet"), 1);
      String name = matcher.group("lora");
      Path file = Path.of(name);
      uses.add(
          new LoraUse(
              Files.isRegularFile(file) ? file : folder.find(name),
              unet,
              weight(matcher.group("text"), unet)));
    }
    request.loras(uses);
  }

  private static double weight(String text, double otherwise) {
    return text == null ? otherwise : Double.parseDouble(text);
  }
}
