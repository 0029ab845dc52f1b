package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;

/**
 * What samplers share that call the model twice per step: at index 2i where step i begins, at 2i +
 * 1 where the first call led. The last step ends at sigma 0, so its one call's x0 is the result.
 */
abstract class TwoCalls extends VarianceExploding {

  private Latents start;

  TwoCalls(SchedulerConfig config, Sigmas sigmas, Sigmas calls) {
    super(config, sigmas, calls);
  }

  /** Where the steps of all these samplers begin; the end is always 0. */
  static Sigmas sigmas(NoiseSchedule schedule, SchedulerConfig config, int steps) {
    return Sigmas.euler(schedule, config.withFinalSigma(FinalSigma.ZERO), steps);
  }

  @Override
  public final int order() {
    return 2;
  }

  /**
   * @throws IllegalStateException if the generation begins in the middle of a step
   */
  @Override
  public final Latents step(Latents modelOutput, int index, Latents sample, Noise noise) {
    Latents original = original(modelOutput, index, sample);
    int step = index / 2;
    if (index % 2 == 0) {
      start = sample;
      return step == steps() - 1 ? last(original, noise) : first(step, original, sample, noise);
    }
    if (start == null) {
      throw new IllegalStateException("a generation cannot begin with a step's second model call");
    }
    return second(step, original, sample, start, noise);
  }

  /** From where a step begins to where it calls the model again. */
  abstract Latents first(int step, Latents original, Latents sample, Noise noise);

  /**
   * The whole step.
   *
   * @param original x0 by the second call
   * @param sample where the first call led
   * @param from the sample where the step begins
   */
  abstract Latents second(int step, Latents original, Latents sample, Latents from, Noise noise);

  /** The last step. */
  Latents last(Latents original, Noise noise) {
    return original;
  }

  /** Fits a sample where a step begins or, between the calls of a step, where it ends. */
  @Override
  public final Latents addNoise(Latents original, Latents noise, int index) {
    return super.addNoise(original, noise, (index + 1) / 2);
  }
}
