package org.imagineer.inference.golden;

import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Scheduler;

/** A picture with the noise of some steps. */
public final class SchedulerAddNoiseCheck implements GoldenCheck {

  @Override
  public void check(GoldenCase golden) {
    Scheduler scheduler = GoldenSchedulers.of(golden);
    Latents original = golden.latents("x0");
    Latents noise = golden.latents("noise");
    int[] indices = golden.intInput("step_index");
    int size = original.values().length;
    float[] noised = new float[indices.length * size];
    float[] timesteps = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      timesteps[i] = scheduler.timesteps()[indices[i]];
      System.arraycopy(
          scheduler.addNoise(original, noise, indices[i]).values(), 0, noised, i * size, size);
    }
    golden.assertClose("timesteps", timesteps);
    golden.assertClose("noised", noised);
  }
}
