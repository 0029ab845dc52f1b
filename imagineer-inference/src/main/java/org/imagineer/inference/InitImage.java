package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

import java.awt.image.BufferedImage;

/**
 * A picture that generation begins with instead of noise alone (img2img; Meng et al. 2021,
 * arXiv:2108.01073).
 *
 * @param picture any size; brought to the request's
 * @param strength how much of it is drawn anew, 0 .. 1: that share of the steps is done
 * @param fit how another aspect ratio is dealt with
 */
public record InitImage(BufferedImage picture, double strength, Fit fit) {

  /** How a picture of another aspect ratio gets the request's. */
  public enum Fit {
    /** What does not fit is cut off on both sides. */
    CROP,
    /** The picture is distorted. */
    STRETCH
  }

  /**
   * @throws IllegalArgumentException if the strength is out of its range
   */
  public InitImage {
    require(picture != null, "An init image must be given");
    require(strength >= 0 && strength <= 1, "strength must be between 0 and 1");
    fit = fit == null ? Fit.CROP : fit;
  }

  /** How many of a number of steps are done. */
  int stepsOf(int steps) {
    return stepsOf(steps, strength);
  }

  /** Of a number of steps, those that a strength leaves: whole ones, as the reference counts. */
  public static int stepsOf(int steps, double strength) {
    return Math.min((int) (steps * strength), steps);
  }
}
