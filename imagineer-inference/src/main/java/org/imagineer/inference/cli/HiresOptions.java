package org.imagineer.inference.cli;

import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.HiresFix;
import picocli.CommandLine.Option;

/** Drawing small first, then larger. */
final class HiresOptions {

  @Option(
      names = "--hires-scale",
      description =
          "Draw at the given size first, then this many times larger, above 1 .. 4 (hires fix).")
  private Double scale;

  @Option(
      names = "--hires-strength",
      defaultValue = "0.7",
      description = "0 .. 1, how much is drawn anew when larger. Default: ${DEFAULT-VALUE}.")
  private double strength;

  @Option(
      names = "--hires-steps",
      defaultValue = "0",
      description = "Steps when larger, before the strength counts. Default: those of --steps.")
  private int steps;

  @Option(
      names = "--hires-upscaler",
      defaultValue = "latent",
      description = "latent, latent_nearest or pixels. Default: ${DEFAULT-VALUE}.")
  private HiresFix.Upscaler upscaler;

  void addTo(GenerationRequestBuilder request) {
    if (scale != null) {
      request.hires(new HiresFix(scale, strength, steps, upscaler));
    }
  }
}
