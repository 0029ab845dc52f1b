package org.imagineer.inference;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerKind;

/**
 * What one process has resident beside the Java heap after each piece of work, in bytes; run in a
 * virtual machine of its own, with a heap that is resident as a whole from the start. Prints a line
 * for each.
 */
final class MemoryMeasurement {

  private static final SchedulerKind[] SAMPLERS = SchedulerKind.values();
  private static final int[][] SIZES = {{192, 192}, {64, 128}, {96, 64}, {136, 72}, {160, 104}};

  private MemoryMeasurement() {}

  /**
   * @param arguments {@code pictures PACKAGE LORAS} or {@code openings PACKAGE}
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("pictures")) {
      pictures(folder, Path.of(arguments[2]));
    } else {
      openings(folder);
    }
  }

  /**
   * Fifty pictures. The first ten have every size and kind: what oneDNN has prepared for a shape
   * stays, up to a bound of its own.
   */
  private static void pictures(Path folder, Path loras) {
    try (StableDiffusion model = open(folder)) {
      for (int i = 0; i < 50; i++) {
        model.generate(changing(i, loras), GenerationListener.NONE);
        report();
      }
    }
  }

  private static void openings(Path folder) {
    for (int i = 0; i < 9; i++) {
      try (StableDiffusion model = open(folder)) {
        model.generate(TinyModel.request().withSteps(1), GenerationListener.NONE);
      }
      report();
    }
  }

  private static StableDiffusion open(Path folder) {
    return StableDiffusion.open(folder, Addons.NONE, Precision.FLOAT32);
  }

  /** Another sampler and other LoRAs each time, five sizes, five kinds of pictures. */
  private static GenerationRequest changing(int i, Path folder) {
    int[] size = SIZES[i % SIZES.length];
    GenerationRequest request =
        TinyModel.request()
            .with(
                draft ->
                    draft
                        .seed(i)
                        .steps(2)
                        .width(size[0])
                        .height(size[1])
                        .scheduler(SAMPLERS[i % SAMPLERS.length])
                        .loras(loras(i, folder)));
    BufferedImage picture = Pictures.colourful(100, 80);
    InitImage init = new InitImage(picture, 0.5, null);
    return switch (i % 10) {
      case 0, 6 -> request.withInitImage(init);
      case 2 -> request.withHires(new HiresFix(1.5, 0.5, 0, HiresFix.Upscaler.LATENT));
      case 4, 8 -> request.withInitImage(init).withInpaint(Inpaint.of(picture));
      case 7 -> request.withHires(new HiresFix(1.5, 0.5, 0, HiresFix.Upscaler.PIXELS));
      default -> request;
    };
  }

  private static List<LoraUse> loras(int i, Path folder) {
    LoraUse style = new LoraUse(folder.resolve("style.safetensors"), i / 50.0, 1);
    LoraUse pose = new LoraUse(folder.resolve("pose.safetensors"), -1, i / 50.0);
    return switch (i % 4) {
      case 0 -> List.of();
      case 1 -> List.of(style);
      case 2 -> List.of(pose);
      default -> List.of(style, pose);
    };
  }

  private static void report() {
    System.gc();
    long heap = Runtime.getRuntime().totalMemory();
    System.out.println("resident " + (Pointer.physicalBytes() - heap));
  }
}
