package org.imagineer.inference.network;

/**
 * How large a network's inputs are. A graph that is laid out for one extent is faster than one for
 * any: each number may be {@link #ANY}, but what is known helps.
 *
 * @param batch pictures or prompts
 * @param height of the latents or, for the VAE's encoder, of the picture
 * @param width likewise
 * @param tokens of each prompt
 */
public record Extent(int batch, int height, int width, int tokens) {

  /** Not known when the graph is laid out. */
  public static final int ANY = -1;

  /** For inputs of any size. */
  public static final Extent OPEN = new Extent(ANY, ANY, ANY, ANY);

  /** Of pictures or latents alone. */
  public static Extent ofImages(int batch, int height, int width) {
    return new Extent(batch, height, width, ANY);
  }

  /** Of prompts alone. */
  public static Extent ofTexts(int batch, int tokens) {
    return new Extent(batch, ANY, ANY, tokens);
  }
}
