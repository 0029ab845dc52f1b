package org.imagineer.inference;

import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;

/**
 * From noise, or a noised picture, to latents: asks the network, lets the sampler step, as often as
 * the scheduler says.
 */
final class DenoisingLoop {

  private final FrugalUNet unet;
  private final Guidance guidance;
  private final Scheduler scheduler;
  private final int deepCacheInterval;

  /** Sees the latents on their way. */
  interface Follower {

    /** Called before each step and after the last; may throw to end the loop. */
    default void beforeStep() {}

    /** A model call, 1 .. total, is done and gave this sample. */
    void after(int call, int total, Latents sample);
  }

  /** Has the last word on the latents after a step. */
  @FunctionalInterface
  interface Blend {

    /** Leaves them as they are. */
    Blend NONE = (index, sample) -> sample;

    /**
     * @param index of the step that is done, as in {@link Scheduler#step}
     * @param sample what it gave, [N, C, H, W]
     * @return of the same shape
     */
    Latents after(int index, Latents sample);
  }

  /**
   * @param deepCacheInterval see {@link DeepCache}; 1 for the exact network in each call
   */
  DenoisingLoop(FrugalUNet unet, Guidance guidance, Scheduler scheduler, int deepCacheInterval) {
    this.unet = unet;
    this.guidance = guidance;
    this.scheduler = scheduler;
    this.deepCacheInterval = deepCacheInterval;
  }

  /**
   * Denoises.
   *
   * @param start as noisy as the sampler wants it at the first index, [N, C, H, W]
   * @param first index into the scheduler's timesteps
   * @param stepNoise what stochastic samplers draw from
   * @return the final latents, [N, C, H, W]
   */
  Latents run(Latents start, int first, Noise stepNoise, Blend blend, Follower follower) {
    float[] timesteps = scheduler.timesteps();
    int calls = timesteps.length - first;
    Latents sample = start; // [N, C, H, W]
    try (DeepCache network = new DeepCache(unet, deepCacheInterval)) {
      for (int call = 0; call < calls; call++) {
        follower.beforeStep();
        network.nextCall();
        int index = first + call;
        Latents input = scheduler.scaleModelInput(sample, index); // [N, C, H, W]
        Latents predicted =
            guidance.at(call, calls).predict(network, input, timesteps[index]); // [N, C, H, W]
        sample = blend.after(index, scheduler.step(predicted, index, sample, stepNoise));
        follower.after(call + 1, calls, sample);
      }
    }
    follower.beforeStep();
    return sample;
  }
}
