package org.imagineer.inference.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagineer.inference.HiresFix;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.schedule.SchedulerKind;

/**
 * The arguments of {@code generate} that draw a picture again, from the parameters that it carries:
 * Imagineer's own or A1111's. Each is one word, {@code --option=value}, so that no value can be
 * taken for an option.
 */
final class RecipeCommand {

  /** Options that take a setting's value as it stands. */
  private static final List<Map.Entry<String, String>> SAME =
      List.of(
          Map.entry("Model", "--model"),
          Map.entry("Precision", "--precision"),
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
          Map.entry("Skip Early CFG", "--guidance-start"),
          Map.entry("Guidance end", "--guidance-end"),
          Map.entry("DeepCache interval", "--deep-cache-interval"),
          Map.entry("Token merging ratio", "--token-merging"),
          Map.entry("VAE tiling", "--vae-tiling"),
          Map.entry("Prompt syntax", "--prompt-syntax"));

  private final Map<String, String> settings;
  private final List<String> arguments = new ArrayList<>();

  private RecipeCommand(InfoText info) {
    settings = info.settings();
    add("--prompt", info.prompt());
    add("--negative-prompt", info.negativePrompt());
    SAME.forEach(each -> copy(each.getKey(), each.getValue()));
    scheduler();
    size();
    loras();
    String scale = hiresScale();
    if (scale != null) {
      hires(scale);
    } else if (settings.containsKey("Denoising strength")) {
      picture();
    }
  }

  /**
   * One line for a POSIX shell. What the parameters do not hold, such as the init image's file,
   * stands there as a name in capitals.
   */
  static String of(InfoText info) {
    StringBuilder line = new StringBuilder("./imagineer generate");
    arguments(info).forEach(word -> line.append(' ').append(quoted(word)));
    return line.toString();
  }

  /** The words behind {@code generate}, not quoted. */
  static List<String> arguments(InfoText info) {
    return List.copyOf(new RecipeCommand(info).arguments);
  }

  private void scheduler() {
    if (settings.containsKey("Sampler")) {
      String label = settings.get("Sampler");
      add(
          "--scheduler",
          SchedulerKind.byLabel(label, settings.get("Schedule type"))
              .map(SchedulerKind::id)
              .orElse(label));
    }
  }

  private void size() {
    String[] sides = sides("Size");
    if (sides.length == 2) {
      add("--width", sides[0]);
      add("--height", sides[1]);
    }
  }

  private void loras() {
    for (int i = 1; settings.containsKey("LoRA " + i); i++) {
      copy("LoRA " + i, "--lora");
    }
  }

  /** Null if there was no hires fix. A1111 tells either the scale or the size that it led to. */
  private String hiresScale() {
    String[] small = sides("Size");
    String[] large = sides("Hires resize");
    if (settings.containsKey("Hires upscale") || small.length != 2 || large.length != 2) {
      return settings.get("Hires upscale");
    }
    return String.valueOf(Double.parseDouble(large[0]) / Double.parseDouble(small[0]));
  }

  private void hires(String scale) {
    add("--hires-scale", scale);
    add("--hires-upscaler", upscaler(settings.getOrDefault("Hires upscaler", "Latent")));
    copy("Hires steps", "--hires-steps");
    copy("Denoising strength", "--hires-strength");
  }

  /** A1111 has more of them. */
  private static String upscaler(String label) {
    HiresFix.Upscaler upscaler = HiresFix.Upscaler.PIXELS;
    if (label.startsWith("Latent")) {
      upscaler =
          label.contains("nearest") ? HiresFix.Upscaler.LATENT_NEAREST : HiresFix.Upscaler.LATENT;
    }
    return upscaler.name().toLowerCase(Locale.ROOT);
  }

  private void picture() {
    add("--init-image", "INIT_IMAGE");
    copy("Denoising strength", "--strength");
    copy("Resize mode", "--fit");
    if (settings.containsKey("Outpaint")) {
      add("--outpaint", settings.get("Outpaint").replace(' ', ','));
      copy("Outpaint blend", "--outpaint-blend");
    } else if (settings.containsKey("Mask blur")) {
      inpaint();
    }
  }

  private void inpaint() {
    add("--mask", "MASK");
    copy("Mask blur", "--mask-blur");
    if (settings.getOrDefault("Masked content", "original").contains("noise")) {
      add("--masked-content", "noise");
    }
    if (settings.getOrDefault("Inpaint area", "Whole picture").equals("Only masked")) {
      add("--inpaint-area", "masked");
      copy("Masked area padding", "--mask-padding");
    }
  }

  /** Width and height, in digits; nothing if the setting is absent or says something else. */
  private String[] sides(String setting) {
    String size = settings.getOrDefault(setting, "");
    return size.matches("[1-9]\\d{0,5}x[1-9]\\d{0,5}") ? size.split("x") : new String[0];
  }

  private void copy(String setting, String option) {
    if (settings.containsKey(setting)) {
      add(option, settings.get(setting));
    }
  }

  private void add(String option, String value) {
    arguments.add(option + "=" + value);
  }

  /** Safe for a POSIX shell, whatever a picture's parameters hold. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./,:=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
