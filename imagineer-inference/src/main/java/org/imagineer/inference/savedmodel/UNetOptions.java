package org.imagineer.inference.savedmodel;

/**
 * What is chosen for passes through the UNet.
 *
 * @param tokenMerging share of the tokens that the self-attention of the finest level leaves out, 0
 *     (exact) .. 0.75
 * @param guidanceScale told to a network that {@link LoadedModel#embedsGuidance embeds} it; nothing
 *     to others
 */
public record UNetOptions(double tokenMerging, double guidanceScale) {

  /** The exact network, unguided. */
  public static final UNetOptions EXACT = new UNetOptions(0, 1);
}
