package org.imagineer.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.imagineer.inference.text.PromptSyntax;
import org.imagineer.inference.text.PromptTokens;

/**
 * A resident Stable Diffusion 1.x model (Rombach et al. 2022, arXiv:2112.10752). One call that
 * draws at a time; whoever opened it closes it, after the last generation has returned.
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
    Drawing drawing = drawing(request, listener);
    try {
      prepare(drawing);
      return drawing.finished(generation(drawing).picture(), model);
    } catch (OutOfDeviceMemoryException e) {
      throw drawing.tooLarge(e);
    }
  }

  /**
   * Draws several pictures. Those of one {@link BatchShape} go through the network together, which
   * is faster where one alone does not keep the device busy; the others are drawn one by one. A
   * picture of a batch is that of {@link #generate} but for rounding, which many steps magnify: the
   * same for the eye, not for the bit. Where memory is too short for the batch, it goes through the
   * network in parts.
   *
   * @param listeners one for each request, in the same order; what one throws ends its picture
   *     alone, as cancelling does
   * @return what came of each request, in the same order
   * @throws IllegalArgumentException unless there are as many listeners as requests
   */
  public List<Outcome> generateTogether(
      List<GenerationRequest> requests, List<? extends GenerationListener> listeners) {
    GenerationRequest.require(
        requests.size() == listeners.size(), "each request needs a listener of its own");
    Outcome[] outcomes = new Outcome[requests.size()];
    Map<BatchShape, List<Integer>> batches = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      Optional<BatchShape> shape = BatchShape.of(requests.get(i), model.embedsGuidance());
      if (shape.isPresent()) {
        batches.computeIfAbsent(shape.get(), key -> new ArrayList<>()).add(i);
      } else {
        outcomes[i] = alone(requests.get(i), listeners.get(i));
      }
    }
    for (List<Integer> batch : batches.values()) {
      if (batch.size() == 1) {
        int only = batch.get(0);
        outcomes[only] = alone(requests.get(only), listeners.get(only));
      } else {
        together(batch, requests, listeners, outcomes);
      }
    }
    return List.of(outcomes);
  }

  private Outcome alone(GenerationRequest request, GenerationListener listener) {
    try {
      return Outcome.of(generate(request, listener));
    } catch (RuntimeException e) {
      return Outcome.of(e);
    }
  }

  private void together(
      List<Integer> batch,
      List<GenerationRequest> requests,
      List<? extends GenerationListener> listeners,
      Outcome[] outcomes) {
    Map<Integer, Drawing> drawings = new LinkedHashMap<>();
    for (int i : batch) {
      try {
        drawings.put(i, drawing(requests.get(i), listeners.get(i)));
      } catch (RuntimeException e) {
        outcomes[i] = Outcome.of(e);
      }
    }
    if (!drawings.isEmpty()) {
      Map<Drawing, Outcome> ends =
          new Batch(model, this::generation).draw(List.copyOf(drawings.values()), this::prepare);
      drawings.forEach((i, drawing) -> outcomes[i] = ends.get(drawing));
    }
  }

  private Drawing drawing(GenerationRequest request, GenerationListener listener) {
    return Drawing.of(
        request, new GenerationProgress(listener, model().description().previewFactors()));
  }

  /** Makes the model ready for a picture, and for those of its shape. */
  private void prepare(Drawing drawing) {
    if (model.makeRoom()) {
      merger.forget();
    }
    merger.use(loras(drawing));
  }

  private Generation generation(Drawing drawing) {
    return new Generation(model, scheduler, prompts, drawing.drawn(), drawing.progress());
  }

  private List<LoraUse> loras(Drawing drawing) {
    List<LoraUse> all = new ArrayList<>();
    for (LoraTags.Use use : drawing.tags().uses()) {
      all.add(new LoraUse(addons.loras().find(use.name()), use.unetWeight(), use.textWeight()));
    }
    all.addAll(drawing.chosen().loras()); // behind the tags, as the picture's parameters tell it
    return all;
  }

  @Override
  public void close() {
    model.close();
  }
}
