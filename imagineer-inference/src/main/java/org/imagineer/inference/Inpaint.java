package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

import java.awt.image.BufferedImage;

/**
 * Which part of the init image is drawn anew (with a plain UNet of 4 channels; Lugmayr et al. 2022,
 * arXiv:2201.09865, without resampling): what lies outside the mask is put back after every step.
 *
 * @param mask what is brighter than half is repainted, the rest and what is transparent is kept;
 *     brought to the init image's size
 * @param blur of the mask's edge, in pixels of the finished picture, 0 .. 64: sigma of a Gaussian;
 *     three times as far away, every pixel is kept exactly
 * @param content what lies under the mask at the start
 * @param area what is drawn
 * @param padding pixels around the mask that are drawn with it, 0 .. 256; only for {@link
 *     Area#MASKED}
 */
public record Inpaint(BufferedImage mask, double blur, Content content, Area area, int padding) {

  /** What lies under the mask at the start. */
  public enum Content {
    /** The picture itself. */
    ORIGINAL,
    /** Noise in the place of its latents. */
    NOISE
  }

  /** What is drawn. */
  public enum Area {
    /** The whole picture, of which the part under the mask is kept. */
    WHOLE,
    /**
     * The mask's surroundings alone, at the request's size, then made small again: more detail
     * where the mask is small.
     */
    MASKED
  }

  /**
   * @throws IllegalArgumentException naming the value out of its range
   */
  public Inpaint {
    require(mask != null, "A mask must be given");
    require(blur >= 0 && blur <= 64, "Mask blur must be between 0 and 64");
    require(padding >= 0 && padding <= 256, "Mask padding must be between 0 and 256");
    content = content == null ? Content.ORIGINAL : content;
    area = area == null ? Area.WHOLE : area;
  }

  /** The whole picture is drawn, with the picture under the mask and a soft edge of 4 pixels. */
  public static Inpaint of(BufferedImage mask) {
    return new Inpaint(mask, 4, Content.ORIGINAL, Area.WHOLE, 32);
  }
}
