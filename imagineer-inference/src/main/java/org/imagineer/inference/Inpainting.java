package org.imagineer.inference;

import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Scheduler;

/**
 * Keeps what lies outside a mask while the rest is drawn.
 *
 * <pre>
 * x = m * x + (1 - m) * known,   known = original with as much noise as the next step expects
 * </pre>
 */
final class Inpainting implements DenoisingLoop.Blend {

  private final Scheduler scheduler;
  private final Latents original;
  private final Latents noise;
  private final Mask mask;

  /**
   * @param original the encoded picture, [N, C, h, w]
   * @param noise unit normal, of the same shape
   * @param mask one value per latent, [h, w]; made either 1 or 0 here
   */
  Inpainting(Scheduler scheduler, Latents original, Latents noise, Mask mask) {
    this.scheduler = scheduler;
    this.original = original;
    this.noise = noise;
    this.mask = mask.binary();
  }

  /**
   * What the loop begins with.
   *
   * @param base what is under the noise
   * @param fromNoise whether nothing of it shall remain, as the reference does it at strength 1
   */
  Latents start(Latents base, boolean fromNoise, int first) {
    return fromNoise
        ? noise.times(scheduler.initNoiseSigma())
        : scheduler.addNoise(base, noise, first);
  }

  /** The original with something else under the mask. */
  Latents filled(Latents other) {
    return mixed(other, original);
  }

  @Override
  public Latents after(int index, Latents sample) {
    boolean last = index == scheduler.timesteps().length - 1;
    return mixed(sample, last ? original : scheduler.addNoise(original, noise, index + 1));
  }

  private Latents mixed(Latents inside, Latents outside) {
    int plane = mask.values().length;
    float[] values = new float[inside.values().length];
    for (int i = 0; i < values.length; i++) {
      float m = mask.values()[i % plane];
      values[i] = (1 - m) * outside.values()[i] + m * inside.values()[i];
    }
    return inside.with(values);
  }
}
