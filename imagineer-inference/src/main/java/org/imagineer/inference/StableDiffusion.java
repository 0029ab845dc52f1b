package org.imagineer.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.text.ClipTokenizer;
import org.imagineer.inference.text.LoraTags;
import org.imagineer.inference.text.PromptChoices;
import org.imagineer.inference.text.PromptSyntax;
import org.imagineer.inference.text.PromptTokens;

/**
 * A resident Stable Diffusion 1.x model (Rombach et al. 2022, arXiv:2112.10752). One generation at
 * a time; whoever opened it closes it, after the last generation has returned.
 */
public final class StableDiffusion implements AutoCloseable {

  private final LoadedModel model;
  private final SchedulerConfig scheduler;
  private final Addons addons;
  private final PromptEncoder prompts;
  private final LoraMerger merger;

  private StableDiffusion(
      LoadedModel model, ClipTokenizer tokenizer, SchedulerConfig scheduler, Addons addons) {
    this.model = model;
    this.scheduler = scheduler;
    this.addons = addons;
    merger = new LoraMerger(model);
    EncodedChunks chunks = new EncodedChunks(model, merger::mergedIntoText);
    prompts = new PromptEncoder(model, tokenizer, addons.embeddings(), chunks);
  }

  /** Loads a model package to compute in float32 on the CPU, without add-ons. */
  public static StableDiffusion open(Path folder) {
    return open(folder, Addons.NONE, Precision.FLOAT32);
  }

  /** Loads a model package to compute on the CPU. */
  public static StableDiffusion open(Path folder, Addons addons, Precision precision) {
    return open(folder, addons, Device.CPU, precision);
  }

  /**
   * Loads a model package into memory.
   *
   * @param folder a model package, as SavedModelConverter writes it
   * @param addons what prompts may name
   * @param device that computes; must be available. Several models may be open on one
   * @param precision of the computation
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   * @throws java.io.UncheckedIOException if the folder is no model package, or a file of it is
   *     missing or damaged
   */
  public static StableDiffusion open(
      Path folder, Addons addons, Device device, Precision precision) {
    ModelPackage found = ModelPackage.read(folder);
    ClipTokenizer tokenizer = ClipTokenizer.open(found.tokenizer());
    SchedulerConfig scheduler = SchedulerConfig.of(found.description().scheduler());
    return new StableDiffusion(
        LoadedModel.open(found, device, precision), tokenizer, scheduler, addons);
  }

  /**
   * Draws with a model that is loaded already, without LoRAs merged. Closing either closes it.
   *
   * @param addons what prompts may name
   */
  public static StableDiffusion of(LoadedModel model, Addons addons) {
    ModelPackage loaded = model.model();
    return new StableDiffusion(
        model,
        ClipTokenizer.open(loaded.tokenizer()),
        SchedulerConfig.of(loaded.description().scheduler()),
        addons);
  }

  /** What was loaded. */
  public ModelPackage model() {
    return model.model();
  }

  /**
   * How long a prompt is, at its longest; safe while a generation runs.
   *
   * @param steps of the generation, of which prompt editing speaks
   * @throws IllegalArgumentException if a tag in it cannot be understood
   */
  public PromptTokens tokenCount(String prompt, int steps, PromptSyntax syntax) {
    return prompts.tokenCount(prompt, steps, syntax);
  }

  /**
   * Draws one picture.
   *
   * @throws GenerationCancelledException if the listener asked to stop
   * @throws IllegalArgumentException if the model cannot do what is asked for, or a prompt names a
   *     LoRA that is not there
   * @throws NoPictureException if the model computes no numbers
   * @throws NotEnoughMemoryException if the device has not enough memory for a picture of this size
   * @throws java.io.UncheckedIOException if the file of a LoRA or an embedding cannot be used
   */
  public GeneratedImage generate(GenerationRequest request, GenerationListener listener) {
    GenerationRequest chosen = choicesMade(request);
    GenerationProgress progress =
        new GenerationProgress(listener, model().description().previewFactors());
    progress.beforeStep();
    LoraTags tags = tags(chosen);
    GenerationRequest drawn = chosen.withPrompt(tags.text());
    try {
      if (model.makeRoom()) {
        merger.forget();
      }
      merger.use(loras(chosen, tags));
      Generation generation = new Generation(model, scheduler, prompts, drawn, progress);
      return new GeneratedImage(generation.picture(), chosen, model().name(), model.precision());
    } catch (OutOfDeviceMemoryException e) {
      throw new NotEnoughMemoryException(e.device(), chosen.finalWidth(), chosen.finalHeight(), e);
    }
  }

  private static GenerationRequest choicesMade(GenerationRequest request) {
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      return request;
    }
    return request
        .withPrompt(PromptChoices.resolve(request.prompt(), request.seed()))
        .withNegativePrompt(PromptChoices.resolve(request.negativePrompt(), request.seed()));
  }

  private static LoraTags tags(GenerationRequest request) {
    if (request.promptSyntax() == PromptSyntax.PLAIN) {
      return new LoraTags(request.prompt(), List.of());
    }
    if (!LoraTags.of(request.negativePrompt()).uses().isEmpty()) {
      throw new IllegalArgumentException(
          "LoRA tags belong into the prompt, not the negative prompt; a negative weight turns a LoRA around");
    }
    return LoraTags.of(request.prompt());
  }

  private List<LoraUse> loras(GenerationRequest request, LoraTags tags) {
    List<LoraUse> all = new ArrayList<>();
    for (LoraTags.Use use : tags.uses()) {
      all.add(new LoraUse(addons.loras().find(use.name()), use.unetWeight(), use.textWeight()));
    }
    all.addAll(request.loras()); // behind the tags, as the picture's parameters tell it
    return all;
  }

  @Override
  public void close() {
    model.close();
  }
}
