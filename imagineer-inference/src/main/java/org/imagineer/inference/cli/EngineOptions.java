package org.imagineer.inference.cli;

import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.DeviceChoice;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.PrecisionChoice;
import org.imagineer.inference.savedmodel.PrecisionProbe;
import picocli.CommandLine.Option;

/** What computes, and in which numbers; the environment decides where no option is given. */
final class EngineOptions {

  private static final String DEVICE = "IMAGINEER_DEVICE";
  private static final String PRECISION = "IMAGINEER_PRECISION";

  @Option(
      names = "--device",
      description =
          "cpu, gpu:0, gpu:1 and so on, or auto: the first GPU, or else the CPU. Default: IMAGINEER_DEVICE, else auto.")
  private String device;

  @Option(
      names = "--precision",
      description =
          "float32 (exact), bfloat16 (faster on processors that have it), float16 (NVIDIA GPUs) or auto: what suits the"
              + " device, on a CPU by a short test that is remembered. Default: IMAGINEER_PRECISION, else auto.")
  private String precision;

  /**
   * The device that draws.
   *
   * @param main knows the environment
   * @throws IllegalArgumentException if there is no such device, saying what to do
   */
  Device device(Main main) {
    String chosen = device != null ? device : main.variable(DEVICE).orElse("auto");
    return DeviceChoice.parse(chosen).device();
  }

  /**
   * What it computes in.
   *
   * @param main knows the environment
   * @throws IllegalArgumentException if there is no such precision
   */
  Precision precision(Main main, Device device) {
    String chosen = precision != null ? precision : main.variable(PRECISION).orElse("auto");
    return PrecisionChoice.parse(chosen)
        .on(device, () -> PrecisionProbe.fastest(main.home().folder()));
  }
}
