package org.imagineer.inference.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the tests of samplers share: Stable Diffusion's schedule and a run from noise to the end.
 */
final class Sampling {

  private Sampling() {}

  /** The scheduler_config.json of Stable Diffusion 1.5, as far as it does not name a sampler. */
  static ObjectNode stableDiffusion() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("beta_start", 0.00085)
        .put("beta_end", 0.012)
        .put("beta_schedule", "scaled_linear")
        .put("num_train_timesteps", 1000)
        .put("steps_offset", 1);
  }

  /** From noise to the end with a network that predicts 0.3 times its input. */
  static Latents run(Scheduler scheduler, long seed) {
    Noise noise = new TorchNoise(seed);
    Latents start = noise.next(new Latents(1, 4, 2, 2, new float[16]));
    return run(scheduler, 0, start.times(scheduler.initNoiseSigma()), noise);
  }

  /** From a sample at an index to the end with the same network. */
  static Latents run(Scheduler scheduler, int from, Latents start, Noise noise) {
    Latents sample = start;
    int calls = scheduler.timesteps().length;
    for (int i = from; i < calls; i++) {
      Latents input = scheduler.scaleModelInput(sample, i);
      sample = scheduler.step(input.times(0.3), i, sample, noise);
    }
    return sample;
  }
}
