package org.imagineer.inference;

import java.awt.image.BufferedImage;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.UNetOptions;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.schedule.TorchNoise;

/**
 * One picture on its way, from noise or from another picture. Noise is drawn in the reference's
 * order: for encoding the init image, for the start, for the masked image where there is a mask,
 * for the steps.
 */
final class Generation {

  private final FrugalUNet unet;
  private final double guidanceScale; // 1 where the network sees to guidance itself
  private final ModelDescription.Sizes sizes;
  private final SchedulerConfig config;
  private final PromptEncoder prompts;
  private final GenerationRequest request;
  private final GenerationProgress progress;
  private final Vae vae;

  /**
   * @param request with its choices made
   */
  Generation(
      LoadedModel model,
      SchedulerConfig config,
      PromptEncoder prompts,
      GenerationRequest request,
      GenerationProgress progress) {
    unet = new FrugalUNet(model, new UNetOptions(request.tokenMerging(), request.guidanceScale()));
    guidanceScale = model.embedsGuidance() ? 1 : request.guidanceScale();
    this.config = config;
    this.prompts = prompts;
    this.request = request;
    this.progress = progress;
    sizes = model.model().description().sizes();
    vae = new Vae(model, request.tiling(), progress::beforeStep);
  }

  /**
   * One run of the sampler.
   *
   * @param first index where it begins
   * @param steps that are done
   */
  private record Pass(Scheduler scheduler, int first, int steps) {

    int calls() {
      return scheduler.timesteps().length - first;
    }

    /** Steps of the schedule that are not done. */
    int skipped() {
      return first / scheduler.order();
    }
  }

  BufferedImage picture() {
    if (request.initImage() != null) {
      return fromPicture();
    }
    return request.hires() == null ? fromNoise() : fromSmall(request.hires());
  }

  private BufferedImage fromNoise() {
    return decode(loop().run(begin()));
  }

  /** Begins a picture that is drawn from noise in one go; it need not be denoised here. */
  Denoising begin() {
    Pass pass = pass(request.steps(), request.steps());
    progress.expect(pass.calls());
    return firstPass(pass);
  }

  /** The picture that was begun, once it is denoised. */
  BufferedImage finish(Denoising denoised) {
    return decode(denoised.result());
  }

  private Denoising firstPass(Pass pass) {
    TorchNoise noise = new TorchNoise(request.seed());
    Latents start = startNoise(noise, empty(request.width(), request.height())); // [1, 4, h, w]
    return denoising(
        pass, start.times(pass.scheduler().initNoiseSigma()), noise, DenoisingLoop.Blend.NONE);
  }

  private BufferedImage fromSmall(HiresFix hires) {
    Pass small = pass(request.steps(), request.steps());
    Pass large = pass(hires.stepsFor(request.steps()), hires.stepsOf(request.steps()));
    progress.expect(small.calls() + large.calls());
    Latents first = loop().run(firstPass(small)); // [1, 4, h, w]
    TorchNoise noise = new TorchNoise(request.seed());
    Latents enlarged = enlarged(first, hires, noise); // [1, 4, H, W]
    Latents start =
        large.scheduler().addNoise(enlarged, startNoise(noise, enlarged), large.first());
    return decode(denoise(large, start, noise, DenoisingLoop.Blend.NONE));
  }

  private Latents enlarged(Latents small, HiresFix hires, Noise noise) {
    int height = request.finalHeight() / sizes.latentScale();
    int width = request.finalWidth() / sizes.latentScale();
    return switch (hires.upscaler()) {
      case LATENT -> Resampling.linear(small, height, width);
      case LATENT_NEAREST -> Resampling.nearest(small, height, width);
      case PIXELS -> {
        BufferedImage picture =
            Resampling.to(decode(small), request.finalWidth(), request.finalHeight());
        yield vae.encode(Pixels.planes(picture), noise);
      }
    };
  }

  private BufferedImage fromPicture() {
    Canvas canvas = Canvas.of(request);
    InitImage init = request.initImage();
    Pass pass = pass(request.steps(), init.stepsOf(request.steps()));
    progress.expect(pass.calls());
    TorchNoise noise = new TorchNoise(request.seed());
    Latents original = vae.encode(Pixels.planes(canvas.start()), noise); // [1, 4, h, w]
    Latents start = startNoise(noise, original); // [1, 4, h, w]
    if (canvas.mask() == null) {
      Latents noised = pass.scheduler().addNoise(original, start, pass.first());
      return decode(denoise(pass, noised, noise, DenoisingLoop.Blend.NONE));
    }
    noise.next(original); // the reference encodes the masked image, too, though nothing needs it
    Mask mask = canvas.mask().covering(sizes.latentScale()).perLatent(sizes.latentScale());
    Inpainting inpainting = new Inpainting(pass.scheduler(), original, start, mask);
    boolean filled =
        request.inpaint() != null && request.inpaint().content() == Inpaint.Content.NOISE;
    Latents base = filled ? inpainting.filled(noise.next(original)) : original; // [1, 4, h, w]
    Latents begin = inpainting.start(base, init.strength() == 1, pass.first()); // [1, 4, h, w]
    return canvas.finish(decode(denoise(pass, begin, noise, inpainting)));
  }

  private Pass pass(int steps, int done) {
    Scheduler scheduler = request.scheduler().create(config, steps, request.sampler());
    return new Pass(scheduler, (steps - done) * scheduler.order(), done);
  }

  private Latents denoise(Pass pass, Latents start, Noise noise, DenoisingLoop.Blend blend) {
    return loop().run(denoising(pass, start, noise, blend)); // [1, 4, h, w]
  }

  private Denoising denoising(Pass pass, Latents start, Noise noise, DenoisingLoop.Blend blend) {
    return new Denoising(
        guidance(pass), pass.scheduler(), start, pass.first(), noise, blend, progress);
  }

  /** What takes this picture, and any of its shape, from noise to latents. */
  DenoisingLoop loop() {
    return new DenoisingLoop(unet, request.deepCacheInterval());
  }

  private Guidance guidance(Pass pass) {
    int steps = pass.steps();
    Conditioning positive = conditioning(request.prompt(), steps);
    Conditioning negative =
        Guidance.usesNegative(guidanceScale) ? conditioning(request.negativePrompt(), steps) : null;
    return Guidance.of(negative == null ? null : negative::at, positive::at, guidanceScale, steps)
        .within(request.guidanceInterval(), pass.skipped());
  }

  private Conditioning conditioning(String prompt, int steps) {
    return prompts.encode(prompt, steps, request.clipSkip(), request.promptSyntax());
  }

  private Latents startNoise(Noise noise, Latents like) {
    Latents own = noise.next(like); // [1, 4, h, w]
    Variation variation = request.variation();
    return variation == null
        ? own
        : variation.mix(own, new TorchNoise(variation.seed()).next(like)); // [1, 4, h, w]
  }

  private Latents empty(int width, int height) {
    int h = height / sizes.latentScale();
    int w = width / sizes.latentScale();
    return new Latents(1, sizes.latentChannels(), h, w, new float[sizes.latentChannels() * h * w]);
  }

  private BufferedImage decode(Latents latents) {
    return Pixels.of(vae.decode(latents), 0);
  }
}
