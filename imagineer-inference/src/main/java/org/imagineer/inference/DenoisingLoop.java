package org.imagineer.inference;

import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;

/**
 * From noise to latents: asks the network, lets the sampler step, as often as the scheduler says.
 */
final class DenoisingLoop {

  private final LoadedModel model;
  private final Guidance guidance;
  private final Scheduler scheduler;

  /** Sees the latents on their way. */
  interface Follower {

    /** Called before each step and after the last; may throw to end the loop. */
    default void beforeStep() {}

    /** A step, 1 .. total, is done and gave this sample. */
    void after(int step, int total, Latents sample);
  }

  DenoisingLoop(LoadedModel model, Guidance guidance, Scheduler scheduler) {
    this.model = model;
    this.guidance = guidance;
    this.scheduler = scheduler;
  }

  /**
   * Denoises.
   *
   * @param noise unit normal, [N, C, H, W]
   * @param stepNoise what stochastic samplers draw from
   * @return the final latents, [N, C, H, W]
   */
  Latents run(Latents noise, Noise stepNoise, Follower follower) {
    float[] timesteps = scheduler.timesteps();
    Latents sample = noise.times(scheduler.initNoiseSigma()); // [N, C, H, W]
    for (int i = 0; i < timesteps.length; i++) {
      follower.beforeStep();
      Latents input = scheduler.scaleModelInput(sample, i); // [N, C, H, W]
      Latents predicted = guidance.predict(model, input, timesteps[i]); // [N, C, H, W]
      sample = scheduler.step(predicted, i, sample, stepNoise); // [N, C, H, W]
      follower.after(i + 1, timesteps.length, sample);
    }
    follower.beforeStep();
    return sample;
  }
}
