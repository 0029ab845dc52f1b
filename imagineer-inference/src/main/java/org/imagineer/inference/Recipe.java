package org.imagineer.inference;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.text.PromptSyntax;

/**
 * What drew a picture, under AUTOMATIC1111's names where it has them. LoRAs that were asked for
 * beside the prompt are written as tags behind it, by the names of their files.
 */
final class Recipe {

  private static final Pattern NOT_IN_TAGS = Pattern.compile("[:<>{|}\\[\\]\\\\]");

  private final GeneratedImage image;
  private final GenerationRequest request;
  private final Map<String, String> settings = new LinkedHashMap<>();

  private Recipe(GeneratedImage image) {
    this.image = image;
    request = image.request();
  }

  static InfoText of(GeneratedImage image) {
    return new Recipe(image).text();
  }

  private InfoText text() {
    put("Steps", request.steps());
    put("Sampler", request.scheduler().label());
    put("CFG scale", request.guidanceScale());
    put("Seed", request.seed());
    put("Size", request.width() + "x" + request.height());
    put("Model", image.model());
    if (request.clipSkip() > 1) {
      put("Clip skip", request.clipSkip());
    }
    sampler();
    if (request.variation() != null) {
      put("Variation seed", request.variation().seed());
      put("Variation seed strength", request.variation().strength());
    }
    initImage();
    if (request.hires() != null) {
      put("Denoising strength", request.hires().strength());
      put("Hires upscale", request.hires().scale());
      put("Hires steps", request.hires().stepsFor(request.steps()));
      put("Hires upscaler", request.hires().upscaler().label());
    }
    skipped();
    if (request.tiling() != VaeTiling.AUTO) {
      put("VAE tiling", lower(request.tiling()));
    }
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      put("Prompt syntax", "plain");
    }
    put("Precision", lower(image.precision())); // which one auto means depends on the machine
    String tags = loras();
    put("Version", "Imagineer");
    return new InfoText(request.prompt() + tags, request.negativePrompt(), settings);
  }

  private void sampler() {
    put("Eta DDIM", request.sampler().eta());
    put("Timestep spacing", lower(request.sampler().spacing()));
    put("Karras sigmas", request.sampler().karrasSigmas());
    put("Final sigmas", lower(request.sampler().finalSigma()));
  }

  private void skipped() {
    GuidanceInterval guided = request.guidanceInterval();
    if (guided.start() > 0) {
      put("Skip Early CFG", guided.start());
    }
    if (guided.end() < 1) {
      put("Guidance end", guided.end());
    }
    if (request.deepCacheInterval() > 1) {
      put("DeepCache interval", request.deepCacheInterval());
    }
    if (request.tokenMerging() > 0) {
      put("Token merging ratio", request.tokenMerging());
    }
  }

  private void initImage() {
    InitImage init = request.initImage();
    if (init == null) {
      return;
    }
    put("Denoising strength", init.strength());
    if (init.fit() != InitImage.Fit.CROP) {
      put("Resize mode", lower(init.fit()));
    }
    Inpaint inpaint = request.inpaint();
    if (inpaint != null) {
      put("Mask blur", inpaint.blur());
      put("Masked content", lower(inpaint.content()));
      if (inpaint.area() == Inpaint.Area.MASKED) {
        put("Inpaint area", "Only masked");
        put("Masked area padding", inpaint.padding());
      }
    }
    Outpaint margins = request.outpaint();
    if (margins != null) {
      put(
          "Outpaint",
          "%d %d %d %d"
              .formatted(margins.left(), margins.right(), margins.top(), margins.bottom()));
      put("Outpaint blend", margins.blend());
    }
  }

  /** Tags to stand behind the prompt; settings where tags cannot say it. */
  private String loras() {
    List<LoraUse> loras = request.loras();
    if (request.promptSyntax() == PromptSyntax.A1111
        && loras.stream().map(Recipe::name).noneMatch(NOT_IN_TAGS.asPredicate())) {
      return loras.stream().map(Recipe::tag).collect(Collectors.joining());
    }
    for (int i = 0; i < loras.size(); i++) {
      LoraUse use = loras.get(i);
      put(
          "LoRA " + (i + 1),
          "%s:%s:%s".formatted(name(use), plain(use.unetWeight()), plain(use.textWeight())));
    }
    return "";
  }

  private static String name(LoraUse use) {
    String file = use.file().getFileName().toString();
    return file.endsWith(".safetensors") ? file.substring(0, file.lastIndexOf('.')) : file;
  }

  private static String tag(LoraUse use) {
    String text = plain(use.textWeight());
    String unet = plain(use.unetWeight());
    return " <lora:%s:%s>".formatted(name(use), text.equals(unet) ? unet : text + ":" + unet);
  }

  private void put(String name, Object value) {
    if (value != null) {
      settings.put(name, value instanceof Double number ? plain(number) : value.toString());
    }
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String lower(Enum<?> constant) {
    return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
  }
}
