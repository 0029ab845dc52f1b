package org.imagineer.inference.schedule;

/**
 * A step to less noise than wanted, and the fresh noise that fills up the rest (k-diffusion's
 * {@code get_ancestral_step}, eta 1).
 *
 * <pre>
 * up   = to * sqrt(from^2 - to^2) / from
 * down = sqrt(to^2 - up^2) = to^2 / from
 * </pre>
 *
 * @param down sigma to step to
 * @param up sigma of the fresh noise
 */
record AncestralStep(double down, double up) {

  /** From one sigma to a smaller one. */
  static AncestralStep of(double from, double to) {
    return new AncestralStep(to * to / from, to * Math.sqrt(from * from - to * to) / from);
  }

  /** Steps straight down from a sample at {@code from} and adds the noise. */
  static Latents taken(Latents original, Latents sample, double from, double to, Noise noise) {
    AncestralStep step = of(from, to);
    double kept = step.down / from;
    return Latents.sum(
        new double[] {kept, 1 - kept, step.up}, sample, original, noise.next(sample));
  }
}
