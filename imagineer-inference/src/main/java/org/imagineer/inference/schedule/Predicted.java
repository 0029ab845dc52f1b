package org.imagineer.inference.schedule;

import org.imagineer.inference.schedule.SchedulerConfig.Prediction;

/** Reads the clean picture x0 and the noise eps out of what a network predicted. */
final class Predicted {

  private Predicted() {}

  /**
   * x0 where x = alpha * x0 + sigma * eps and v = alpha * eps - sigma * x0 (Salimans and Ho 2022,
   * arXiv:2202.00512).
   *
   * @param alpha share of the picture in the sample, above 0
   * @param sigma share of the noise in the sample
   */
  static Latents original(
      Prediction kind, Latents output, Latents sample, double alpha, double sigma) {
    return switch (kind) {
      case EPSILON -> Latents.sum(1 / alpha, sample, -sigma / alpha, output);
      case V_PREDICTION -> Latents.sum(alpha, sample, -sigma, output);
      case SAMPLE -> output;
    };
  }

  /** eps, in the same terms. */
  static Latents noise(
      Prediction kind, Latents output, Latents sample, double alpha, double sigma) {
    return switch (kind) {
      case EPSILON -> output;
      case V_PREDICTION -> Latents.sum(alpha, output, sigma, sample);
      case SAMPLE -> Latents.sum(1 / sigma, sample, -alpha / sigma, output);
    };
  }
}
