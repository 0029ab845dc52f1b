package org.imagineer.inference;

import static org.imagineer.inference.GenerationRequest.require;

/**
 * Extends the init image: it keeps its place on a larger canvas, and the margins are painted. The
 * request's width and height are the canvas's.
 *
 * @param left margin in pixels, 0 .. 1024
 * @param right likewise
 * @param top likewise
 * @param bottom likewise
 * @param blend pixels of the init image beside a margin that are repainted too, so that no edge
 *     shows, 0 .. 128; all others are kept exactly
 */
public record Outpaint(int left, int right, int top, int bottom, int blend) {

  private static final int WIDEST = 1024;

  /**
   * @throws IllegalArgumentException naming the value out of its range
   */
  public Outpaint {
    for (int margin : new int[] {left, right, top, bottom}) {
      require(margin >= 0 && margin <= WIDEST, "Margins must be between 0 and 1024");
    }
    require(left + right + top + bottom > 0, "Outpainting needs a margin on at least one side");
    require(blend >= 0 && blend <= 128, "The blend of outpainting must be between 0 and 128");
  }

  /** Whether there is room for the init image on a canvas of this size. */
  boolean leavesRoom(int width, int height) {
    return width - left - right >= 8 && height - top - bottom >= 8;
  }
}
