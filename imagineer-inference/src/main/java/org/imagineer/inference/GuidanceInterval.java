package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

/**
 * The steps that classifier-free guidance is used in (Kynkäänniemi et al. 2024, arXiv:2404.07724):
 * at high noise levels it narrows what may be drawn, at low ones it changes next to nothing. In the
 * other steps the prompt alone counts, which is half of the work.
 *
 * <p>Shares are those of the sampler's whole schedule, since the interval is meant as one of noise
 * levels: step i, 0 .. n - 1, of n steps is guided if {@code start <= i / n < end}. A picture that
 * begins with a later step, from another picture or in the second pass of a hires fix, has those
 * steps of the interval that it does.
 *
 * @param start share of the steps before the first guided one, 0 .. 1
 * @param end share of the steps up to the last guided one, above start .. 1
 */
public record GuidanceInterval(double start, double end) {

  /** All steps. */
  public static final GuidanceInterval ALWAYS = new GuidanceInterval(0, 1);

  /**
   * @throws IllegalArgumentException naming the value out of its range
   */
  public GuidanceInterval {
    require(start >= 0 && start <= 1, "guidance_start must be between 0 and 1");
    require(end >= 0 && end <= 1, "guidance_end must be between 0 and 1");
    require(start < end, "guidance_start must be below guidance_end");
  }

  /**
   * Whether a step is guided.
   *
   * @param step 0 .. steps - 1
   * @param steps of the whole schedule
   */
  boolean holds(int step, int steps) {
    double share = (double) step / steps;
    return share >= start && share < end;
  }
}
