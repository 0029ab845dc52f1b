package org.imagineer.inference.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.InitImage;
import org.imagineer.inference.Inpaint;
import org.imagineer.inference.Outpaint;
import picocli.CommandLine.Option;

/** Pictures that a picture is made from: img2img, inpainting, outpainting. */
final class InitImageOptions {

  @Option(
      names = "--init-image",
      paramLabel = "FILE",
      description = "A picture to begin with (img2img): PNG, JPEG, GIF or BMP.")
  private Path file;

  @Option(
      names = "--strength",
      defaultValue = "0.75",
      description = "0 .. 1, how much of it is drawn anew. Default: ${DEFAULT-VALUE}.")
  private double strength;

  @Option(
      names = "--fit",
      defaultValue = "crop",
      description = "crop or stretch it to the size. Default: ${DEFAULT-VALUE}.")
  private InitImage.Fit fit;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description = "Repaint only what is white in this picture (inpainting).")
  private Path mask;

  @Option(
      names = "--mask-blur",
      defaultValue = "4",
      description = "0 .. 64 pixels of soft edge. Default: ${DEFAULT-VALUE}.")
  private double blur;

  @Option(
      names = "--masked-content",
      defaultValue = "original",
      description =
          "original or noise: what is under the mask at first. Default: ${DEFAULT-VALUE}.")
  private Inpaint.Content content;

  @Option(
      names = "--inpaint-area",
      defaultValue = "whole",
      description =
          "whole, or masked: draw the mask's surroundings alone, at full size, and put them back. Default:"
              + " ${DEFAULT-VALUE}.")
  private Inpaint.Area area;

  @Option(
      names = "--mask-padding",
      defaultValue = "32",
      description =
          "0 .. 256 pixels around the mask, with --inpaint-area masked. Default: ${DEFAULT-VALUE}.")
  private int padding;

  @Option(
      names = "--outpaint",
      split = ",",
      paramLabel = "LEFT,RIGHT,TOP,BOTTOM",
      description =
          "Extend the init image by these margins, in pixels; width and height are those of the whole.")
  private List<Integer> margins;

  @Option(
      names = "--outpaint-blend",
      defaultValue = "32",
      description =
          "0 .. 128 pixels beside a margin that are repainted too. Default: ${DEFAULT-VALUE}.")
  private int blend;

  void addTo(GenerationRequestBuilder request) throws IOException {
    if (file == null) {
      if (mask != null || margins != null) {
        throw new IllegalArgumentException("--mask and --outpaint need --init-image");
      }
      return;
    }
    request.initImage(new InitImage(PictureFile.read(file), strength, fit));
    if (mask != null) {
      request.inpaint(new Inpaint(PictureFile.read(mask), blur, content, area, padding));
    }
    if (margins != null) {
      if (margins.size() != 4) {
        throw new IllegalArgumentException("--outpaint takes four margins: left,right,top,bottom");
      }
      request.outpaint(
          new Outpaint(margins.get(0), margins.get(1), margins.get(2), margins.get(3), blend));
    }
  }
}
