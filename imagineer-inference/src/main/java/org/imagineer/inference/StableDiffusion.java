package org.imagineer.inference;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.imagineer.inference.image.LatentPreview;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Planes;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.schedule.TorchNoise;
import org.imagineer.inference.text.ClipTokenizer;

/**
 * A resident Stable Diffusion 1.x model (Rombach et al. 2022, arXiv:2112.10752). One generation at
 * a time; whoever opened it closes it, after the last generation has returned.
 */
public final class StableDiffusion implements AutoCloseable {

  private final LoadedModel model;
  private final ClipTokenizer tokenizer;
  private final SchedulerConfig scheduler;

  private StableDiffusion(LoadedModel model, ClipTokenizer tokenizer, SchedulerConfig scheduler) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.scheduler = scheduler;
  }

  /**
   * Loads a model package into memory.
   *
   * @param folder a model package, as SavedModelConverter writes it
   * @throws java.io.UncheckedIOException if the folder is no model package, or a file of it is
   *     missing or damaged
   */
  public static StableDiffusion open(Path folder) {
    ModelPackage found = ModelPackage.read(folder);
    ClipTokenizer tokenizer = ClipTokenizer.open(found.tokenizer());
    SchedulerConfig scheduler = SchedulerConfig.of(found.description().scheduler());
    return new StableDiffusion(LoadedModel.open(found), tokenizer, scheduler);
  }

  /** What was loaded. */
  public ModelPackage model() {
    return model.model();
  }

  /**
   * Tokens of a prompt, without its two special ones; what lies beyond the model's context has no
   * effect.
   */
  public int tokenCount(String prompt) {
    return tokenizer.tokenCount(prompt);
  }

  /**
   * Draws one picture.
   *
   * @throws GenerationCancelledException if the listener asked to stop
   * @throws IllegalArgumentException if the model cannot do what is asked for
   */
  public GeneratedImage generate(GenerationRequest request, GenerationListener listener) {
    ModelDescription.Sizes sizes = model().description().sizes();
    Scheduler steps = request.scheduler().create(scheduler, request.steps());
    Guidance guidance = guidance(request);
    TorchNoise noise = new TorchNoise(request.seed());
    Latents start =
        noise.next(
            1,
            sizes.latentChannels(),
            request.height() / sizes.latentScale(),
            request.width() / sizes.latentScale()); // [1, 4, H / 8, W / 8]
    Latents latents =
        new DenoisingLoop(model, guidance, steps)
            .run(start, noise, new Previews(listener)); // [1, 4, H / 8, W / 8]
    Planes picture = model.decode(latents.times(1 / sizes.scalingFactor())); // [1, 3, H, W]
    return new GeneratedImage(Pixels.of(picture, 0), request, model().name());
  }

  private Guidance guidance(GenerationRequest request) {
    TextEmbeddings positive = embed(request.prompt(), request.clipSkip()); // [1, L, D]
    TextEmbeddings negative =
        Guidance.usesNegative(request.guidanceScale())
            ? embed(request.negativePrompt(), request.clipSkip()) // [1, L, D]
            : null;
    return Guidance.of(negative, positive, request.guidanceScale());
  }

  private TextEmbeddings embed(String prompt, int clipSkip) {
    int length = model().description().sizes().contextLength();
    return model.encodeText(new int[][] {tokenizer.padded(prompt, length)}, clipSkip);
  }

  /** Passes steps on, and pictures of the latents to those who want them. */
  private final class Previews implements DenoisingLoop.Follower {
    private final GenerationListener listener;

    Previews(GenerationListener listener) {
      this.listener = listener;
    }

    @Override
    public void after(int step, int total, Latents sample) {
      listener.step(step, total);
      if (listener.wantsPreview()) {
        float[][] factors = model().description().previewFactors();
        BufferedImage preview =
            LatentPreview.of(sample, factors == null ? LatentPreview.STABLE_DIFFUSION_1 : factors);
        listener.preview(preview);
      }
    }

    @Override
    public void beforeStep() {
      if (listener.cancelled()) {
        throw new GenerationCancelledException();
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
