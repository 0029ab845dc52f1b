package org.imagineer.inference.schedule;

/**
 * One run of a sampler over a fixed number of steps. Multistep samplers remember earlier model
 * outputs, so an instance serves one generation, on one thread.
 */
public interface Scheduler {

  /**
   * The timesteps the model is called with, in order; may be fractional, PNDM's list is one longer
   * than its steps.
   */
  float[] timesteps();

  /** What unit normal noise is multiplied with to become the first sample. */
  float initNoiseSigma();

  /** The sample as the model wants to see it at {@code timesteps()[index]}. */
  Latents scaleModelInput(Latents sample, int index);

  /**
   * One denoising step.
   *
   * @param modelOutput what the network predicted (after guidance), epsilon or v
   * @param index 0 .. timesteps().length - 1, in order
   * @param sample the current sample, as returned by the last step (not scaled)
   * @param noise where stochastic samplers draw from
   * @return the sample for the next index
   */
  Latents step(Latents modelOutput, int index, Latents sample, Noise noise);

  /**
   * {@code original} with as much of {@code noise} (unit normal) as belongs to {@code
   * timesteps()[index]}.
   */
  Latents addNoise(Latents original, Latents noise, int index);
}
