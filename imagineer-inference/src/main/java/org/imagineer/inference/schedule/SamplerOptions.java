package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;

/**
 * What a user may choose about a sampler; null leaves the choice to the sampler and the model. An
 * option that a sampler does not have changes nothing.
 *
 * @param eta 0 .. 1, how much fresh noise each step of DDIM adds, 0 if null; no other sampler has
 *     it
 * @param spacing which training timesteps are visited; LCM has its own, and the Karras sigmas of
 *     DPM++ 2M, 2M SDE and 2S, UniPC and DEIS span all of training whatever it is
 * @param karrasSigmas whether sigmas follow Karras et al. 2022; DDIM, DDPM, PNDM, LCM and Euler a
 *     do not have it
 * @param finalSigma where the last step leads; Euler, DPM++ 2M, 2M SDE and 2S, and UniPC have it
 */
public record SamplerOptions(
    Double eta, Spacing spacing, Boolean karrasSigmas, FinalSigma finalSigma) {

  /** Everything as the sampler and the model have it. */
  public static final SamplerOptions DEFAULT = new SamplerOptions(null, null, null, null);

  /**
   * @throws IllegalArgumentException if eta is out of range
   */
  public SamplerOptions {
    if (eta != null && !(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta must be a number from 0 to 1, not " + eta);
    }
  }

  double etaOr(double otherwise) {
    return eta == null ? otherwise : eta;
  }

  /**
   * The model's configuration with these choices.
   *
   * @param karras whether sigmas follow Karras where nothing is said about them
   */
  SchedulerConfig appliedTo(SchedulerConfig config, boolean karras) {
    return config.with(
        chosen -> {
          chosen.karrasSigmas(karrasSigmas == null ? karras : karrasSigmas);
          if (spacing != null) {
            chosen.spacing(spacing);
          }
          if (finalSigma != null) {
            chosen.finalSigma(finalSigma);
          }
        });
  }
}
