package org.imagineer.inference.golden;

import java.util.Arrays;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;
import org.imagineer.inference.schedule.Scheduler;

/** A sampler's whole way with the synthetic model that golden.json describes. */
public final class SchedulerCheck implements GoldenCheck {

  @Override
  public void check(GoldenCase golden) {
    Scheduler scheduler = GoldenSchedulers.of(golden);
    float[] timesteps = scheduler.timesteps();
    golden.assertClose("timesteps", timesteps);
    golden.assertClose("init_noise_sigma", new float[] {scheduler.initNoiseSigma()});
    if (golden.outputs().contains("sigmas")) {
      golden.assertClose("sigmas", sigmas(scheduler, golden.outputShape("sigmas")[0]));
    }
    Latents sample = golden.latents("init_noise").times(scheduler.initNoiseSigma());
    int size = sample.values().length;
    float[] trajectory = Arrays.copyOf(sample.values(), size * (timesteps.length + 1));
    float[] inputs = new float[size * timesteps.length];
    Noise noise = noise(golden);
    for (int i = 0; i < timesteps.length; i++) {
      Latents input = scheduler.scaleModelInput(sample, i);
      System.arraycopy(input.values(), 0, inputs, i * size, size);
      sample = scheduler.step(model(input, timesteps[i]), i, sample, noise);
      System.arraycopy(sample.values(), 0, trajectory, (i + 1) * size, size);
    }
    golden.assertClose("trajectory", trajectory);
    golden.assertClose("model_input", inputs);
    if (golden.outputs().contains("final_denoised")) {
      golden.assertClose("final_denoised", sample.values());
    }
  }

  /** m(x, t) = 0.3 * x * cos(t / 1000) + 0.1 * sin(3 * x). */
  private static Latents model(Latents x, float t) {
    float[] values = new float[x.values().length];
    for (int i = 0; i < values.length; i++) {
      double v = x.values()[i];
      values[i] = (float) (0.3 * v * Math.cos(t / 1000.0) + 0.1 * Math.sin(3 * v));
    }
    return x.with(values);
  }

  private static Noise noise(GoldenCase golden) {
    if (!golden.inputs().contains("noise")) {
      return like -> {
        throw new AssertionError(golden.id() + " needs no noise");
      };
    }
    return golden.noise("noise");
  }

  // Observed from outside: pure noise at a step is sigma (or its share, sigma / sqrt(sigma^2 + 1))
  // times itself.
  private static float[] sigmas(Scheduler scheduler, int count) {
    Latents zero = new Latents(1, 1, 1, 1, new float[1]);
    Latents one = new Latents(1, 1, 1, 1, new float[] {1});
    int end = scheduler.timesteps().length;
    float[] sigmas = new float[count];
    for (int i = 0; i < count; i++) {
      // KDPM2's list goes on with its final sigma.
      int index = Math.min(i, end);
      double share = scheduler.addNoise(zero, one, index).values()[0];
      double picture = scheduler.addNoise(one, zero, index).values()[0];
      sigmas[i] = (float) (share / picture);
    }
    return sigmas;
  }
}
