package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

import org.imagineer.inference.schedule.Latents;

/**
 * Start noise between that of two seeds, by spherical interpolation (Shoemake 1985), which keeps
 * the noise as strong as it was.
 *
 * <pre>n = sin((1 - s) a) / sin(a) * n1  +  sin(s a) / sin(a) * n2,   cos(a) = n1 n2 / (|n1| |n2|)
 * </pre>
 *
 * @param seed of the noise that is mixed in, 0 .. 2^31 - 1
 * @param strength s, 0 (only the request's own noise) .. 1 (only this one)
 */
public record Variation(long seed, double strength) {

  /** Noises that point the same way are mixed in a straight line. */
  private static final double PARALLEL = 0.9995;

  /**
   * @throws IllegalArgumentException naming the value out of its range
   */
  public Variation {
    require(
        seed >= 0 && seed <= GenerationRequest.MAX_SEED,
        "Variation seed must be between 0 and 2147483647");
    require(strength >= 0 && strength <= 1, "Variation strength must be between 0 and 1");
  }

  /** Mixes noise of the request's seed with noise of this one's. */
  Latents mix(Latents own, Latents other) {
    double dot = 0;
    double ownSquared = 0;
    double otherSquared = 0;
    for (int i = 0; i < own.values().length; i++) {
      double x = own.values()[i];
      double y = other.values()[i];
      dot += x * y;
      ownSquared += x * x;
      otherSquared += y * y;
    }
    double cosine = dot / Math.sqrt(ownSquared * otherSquared);
    if (Math.abs(cosine) > PARALLEL) {
      return Latents.sum(1 - strength, own, strength, other);
    }
    double angle = Math.acos(cosine);
    double sine = Math.sin(angle);
    return Latents.sum(
        Math.sin((1 - strength) * angle) / sine, own, Math.sin(strength * angle) / sine, other);
  }
}
