package org.imagineer.inference.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.schedule.SchedulerKind;

/** The command that draws a picture again, from the parameters that it carries. */
final class RecipeCommand {

  /** Options that take a setting's value as it stands. */
  private static final List<Map.Entry<String, String>> SAME =
      List.of(
          Map.entry("Steps", "--steps"),
          Map.entry("CFG scale", "--guidance-scale"),
          Map.entry("Seed", "--seed"),
          Map.entry("Clip skip", "--clip-skip"),
          Map.entry("Eta DDIM", "--eta"),
          Map.entry("Timestep spacing", "--timestep-spacing"),
          Map.entry("Karras sigmas", "--karras-sigmas"),
          Map.entry("Final sigmas", "--final-sigmas"),
          Map.entry("Variation seed", "--variation-seed"),
          Map.entry("Variation seed strength", "--variation-strength"),
          Map.entry("VAE tiling", "--vae-tiling"),
          Map.entry("Prompt syntax", "--prompt-syntax"),
          Map.entry("Hires upscale", "--hires-scale"),
          Map.entry("Hires steps", "--hires-steps"));

  private final InfoText info;
  private final List<String> words = new ArrayList<>(List.of("./imagineer", "generate"));

  private RecipeCommand(InfoText info) {
    this.info = info;
  }

  /**
   * One line for a POSIX shell. What the parameters do not hold, such as the init image's file,
   * stands there as a name in capitals.
   */
  static String of(InfoText info) {
    return new RecipeCommand(info).line();
  }

  private String line() {
    add("--prompt", info.prompt());
    add("--negative-prompt", info.negativePrompt());
    Map<String, String> settings = info.settings();
    if (settings.containsKey("Model")) {
      add("--model", settings.get("Model"));
    }
    SAME.forEach(
        each -> {
          if (settings.containsKey(each.getKey())) {
            add(each.getValue(), settings.get(each.getKey()));
          }
        });
    if (settings.containsKey("Sampler")) {
      String label = settings.get("Sampler");
      add(
          "--scheduler",
          SchedulerKind.byLabel(label, settings.get("Schedule type"))
              .map(SchedulerKind::id)
              .orElse(label));
    }
    size(settings.getOrDefault("Size", ""));
    if (settings.containsKey("Hires upscale")) {
      add("--hires-upscaler", upscaler(settings.getOrDefault("Hires upscaler", "Latent")));
      add("--hires-strength", settings.getOrDefault("Denoising strength", "0.7"));
    } else if (settings.containsKey("Denoising strength")) {
      picture(settings);
    }
    return words.stream().map(RecipeCommand::quoted).collect(Collectors.joining(" "));
  }

  private void size(String size) {
    String[] sides = size.split("x");
    if (sides.length == 2) {
      add("--width", sides[0]);
      add("--height", sides[1]);
    }
  }

  private void picture(Map<String, String> settings) {
    add("--init-image", "INIT_IMAGE");
    add("--strength", settings.get("Denoising strength"));
    if (settings.containsKey("Resize mode")) {
      add("--fit", settings.get("Resize mode"));
    }
    if (settings.containsKey("Outpaint")) {
      add("--outpaint", settings.get("Outpaint").replace(' ', ','));
      add("--outpaint-blend", settings.getOrDefault("Outpaint blend", "32"));
    } else if (settings.containsKey("Mask blur")) {
      add("--mask", "MASK");
      add("--mask-blur", settings.get("Mask blur"));
      add("--masked-content", settings.getOrDefault("Masked content", "original"));
      if (settings.containsKey("Inpaint area")) {
        add("--inpaint-area", "masked");
        add("--mask-padding", settings.getOrDefault("Masked area padding", "32"));
      }
    }
  }

  private static String upscaler(String label) {
    return switch (label) {
      case "Latent" -> "latent";
      case "Latent (nearest-exact)" -> "latent_nearest";
      default -> "pixels";
    };
  }

  private void add(String option, String value) {
    words.add(option);
    words.add(value);
  }

  /** Safe for a POSIX shell, whatever a picture's parameters hold. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./,:=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
