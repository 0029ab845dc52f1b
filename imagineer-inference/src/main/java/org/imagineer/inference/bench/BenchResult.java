package org.imagineer.inference.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.Machine;
import org.imagineer.inference.savedmodel.MatrixRate;
import org.imagineer.inference.savedmodel.NetworkFlops;
import org.imagineer.inference.savedmodel.Precision;

/**
 * What the benchmark found. All times are medians.
 *
 * @param model the model's name
 * @param randomWeights whether the model is none that draws anything
 * @param device that computed
 * @param precision of the computation
 * @param matrix the yardstick
 * @param flops of the networks at this size of picture
 * @param textEncoder one prompt
 * @param unetStep one guided step
 * @param vaeDecode one picture
 * @param image20 a whole picture in 20 steps
 * @param image a whole picture in as many steps as were asked for; empty if these were 20
 * @param load the whole model
 * @param loraSwitch from one LoRA to another
 * @param peakBytes most memory that was resident; empty where the system does not tell
 */
public record BenchResult(
    String model,
    boolean randomWeights,
    Device device,
    Precision precision,
    BenchOptions options,
    Machine machine,
    Instant date,
    MatrixRate matrix,
    NetworkFlops flops,
    Timing textEncoder,
    Timing unetStep,
    Timing vaeDecode,
    Timing image20,
    Optional<Timing> image,
    Timing load,
    Timing loraSwitch,
    OptionalLong peakBytes) {

  private static final double TERA = 1e12;

  /** Floating point operations in a second, in units of 10^12. */
  static double tflops(long flops, Timing timing) {
    return flops / timing.seconds() / TERA;
  }

  /** The yardstick, in the same units. */
  double matrixTflops() {
    return matrix.flopsPerSecond() / TERA;
  }

  /** How much of the yardstick a part reaches. */
  double percent(long flops, Timing timing) {
    return 100 * tflops(flops, timing) / matrixTflops();
  }

  /** All of it by names for machines: numbers, texts, one truth value; a null where unknown. */
  public Map<String, Object> figures() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", model);
    all.put("random_weights", randomWeights);
    all.put("device", device.toString());
    all.put("precision", precision.name().toLowerCase(Locale.ROOT));
    all.put("width", options.request().width());
    all.put("height", options.request().height());
    all.put("steps", options.request().steps());
    all.put("runs", options.runs());
    all.put("warmup", options.warmup());
    all.put("matmul_tflops", matrixTflops());
    all.put("matmul_size", matrix.size());
    put(all, "text_encoder", "text_encoder", flops.textEncoder(), textEncoder);
    put(all, "unet_step", "unet", flops.unetStep(), unetStep);
    put(all, "vae_decode", "vae_decode", flops.vaeDecoder(), vaeDecode);
    put(all, "image_20_steps", image20);
    image.ifPresent(timing -> put(all, "image", timing));
    put(all, "load", load);
    put(all, "lora_switch", loraSwitch);
    all.put("peak_rss_bytes", peakBytes.isPresent() ? peakBytes.getAsLong() : null);
    all.put("processor", machine.processor());
    all.put("cores", machine.cores());
    all.put("instructions", String.join(" ", machine.instructions()));
    all.put("tensorflow_version", machine.tensorflow());
    all.put("java_version", System.getProperty("java.version"));
    all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("date", date.truncatedTo(ChronoUnit.SECONDS).toString());
    return all;
  }

  private void put(
      Map<String, Object> all, String name, String percentName, long flops, Timing timing) {
    put(all, name, timing);
    all.put(name + "_tflop", flops / TERA);
    all.put(name + "_tflops", tflops(flops, timing));
    all.put(percentName + "_percent_of_matmul", percent(flops, timing));
  }

  private static void put(Map<String, Object> all, String name, Timing timing) {
    all.put(name + "_seconds", timing.seconds());
    all.put(name + "_cpu_seconds", timing.cpuSeconds());
  }
}
