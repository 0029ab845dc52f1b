package org.imagineer.inference;

import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;

/**
 * A picture on its way from noise, or from a noised picture, to latents. It rests between model
 * calls, so that several can go side by side: {@link #next} says what the network is to be asked,
 * {@link #take} goes on with the answer, as often as the scheduler says.
 */
final class Denoising {

  private final Guidance guidance;
  private final Scheduler scheduler;
  private final Noise stepNoise;
  private final DenoisingLoop.Blend blend;
  private final DenoisingLoop.Follower follower;
  private final float[] timesteps;
  private final int first;
  private Latents sample; // [N, C, H, W]
  private int done;

  /**
   * @param start as noisy as the sampler wants it at the first index, [N, C, H, W]
   * @param first index into the scheduler's timesteps
   * @param stepNoise what stochastic samplers draw from
   */
  Denoising(
      Guidance guidance,
      Scheduler scheduler,
      Latents start,
      int first,
      Noise stepNoise,
      DenoisingLoop.Blend blend,
      DenoisingLoop.Follower follower) {
    this.guidance = guidance;
    this.scheduler = scheduler;
    this.stepNoise = stepNoise;
    this.blend = blend;
    this.follower = follower;
    this.first = first;
    timesteps = scheduler.timesteps();
    sample = start;
  }

  private int calls() {
    return timesteps.length - first;
  }

  /** Whether the last model call has been answered. */
  boolean isDone() {
    return done == calls();
  }

  /** What the network is asked next. */
  ModelCall next() {
    follower.beforeStep();
    int index = first + done;
    Latents input = scheduler.scaleModelInput(sample, index); // [N, C, H, W]
    return new ModelCall(this, guidance.at(done, calls()), input, timesteps[index]);
  }

  /**
   * Does the step.
   *
   * @param predicted what the network said, guided, [N, C, H, W]
   */
  void take(Latents predicted) {
    int index = first + done;
    sample = blend.after(index, scheduler.step(predicted, index, sample, stepNoise));
    done++;
    follower.after(done, calls(), sample);
  }

  /** The final latents, [N, C, H, W]. */
  Latents result() {
    follower.beforeStep();
    return sample;
  }
}
