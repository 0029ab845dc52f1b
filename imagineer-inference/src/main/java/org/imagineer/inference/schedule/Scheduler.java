package org.imagineer.inference.schedule;

/**
 * One run of a sampler over a fixed number of steps. Multistep samplers remember earlier model
 * outputs, so an instance serves one generation, on one thread.
 *
 * <p>A generation need not begin with the first timestep: from a picture that is to be changed, it
 * begins with {@code addNoise(picture, noise, index)} at a later index, a multiple of {@link
 * #order}, and steps on from there as if nothing had come before.
 */
public interface Scheduler {

  /**
   * The timesteps the model is called with, in order; may be fractional, PNDM's list is one longer
   * than its steps.
   */
  float[] timesteps();

  /**
   * Model calls per step, 1 or 2: step i begins at index {@code i * order()}. The last step may
   * make fewer, and PNDM one more in all.
   */
  default int order() {
    return 1;
  }

  /** What unit normal noise is multiplied with to become the first sample. */
  float initNoiseSigma();

  /** The sample as the model wants to see it at {@code timesteps()[index]}. */
  Latents scaleModelInput(Latents sample, int index);

  /**
   * One denoising step.
   *
   * @param modelOutput what the network predicted (after guidance), epsilon or v
   * @param index 0 .. timesteps().length - 1, in order from where the generation began
   * @param sample the current sample, as returned by the last step (not scaled)
   * @param noise where stochastic samplers draw from
   * @return the sample for the next index
   */
  Latents step(Latents modelOutput, int index, Latents sample, Noise noise);

  /**
   * {@code original} with as much of {@code noise} (unit normal) as belongs to {@code
   * timesteps()[index]}.
   *
   * @param index 0 .. timesteps().length; the last is where the last step leads to: no noise at
   *     all, or as much as the final sigma says
   */
  Latents addNoise(Latents original, Latents noise, int index);
}
