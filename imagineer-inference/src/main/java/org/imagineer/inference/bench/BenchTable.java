package org.imagineer.inference.bench;

import java.util.Locale;

/** The benchmark's result, to be read. */
public final class BenchTable {

  private static final String COLUMNS = "%-32s %9s %9s %9s %12s%n";

  private final BenchResult result;
  private final StringBuilder text = new StringBuilder();

  private BenchTable(BenchResult result) {
    this.result = result;
  }

  /** Lines, with a line's end behind each. */
  public static String of(BenchResult result) {
    BenchTable table = new BenchTable(result);
    table.head();
    table.parts();
    return table.text.toString();
  }

  private void head() {
    BenchOptions options = result.options();
    add(
        "%s%s, %s, pictures of %dx%d%n",
        result.model(),
        result.randomWeights() ? " (random weights: no pictures that mean anything)" : "",
        result.precision().name().toLowerCase(Locale.ROOT),
        options.request().width(),
        options.request().height());
    add(
        "%s, %d cores, TensorFlow %s, Java %s, %s%n",
        result.machine().processor(),
        result.machine().cores(),
        result.machine().tensorflow(),
        System.getProperty("java.version"),
        result.date());
    add(
        "Median of %d runs after %d to warm up; %% is of the matrix product's rate.%n%n",
        options.runs(), options.warmup());
  }

  private void parts() {
    add(COLUMNS, "", "seconds", "CPU s", "TFLOP/s", "% of matmul");
    add(
        COLUMNS,
        "matrix product, size " + result.matrix().size(),
        "",
        "",
        number(result.matrixTflops()),
        "100");
    part("text encoder, one prompt", result.flops().textEncoder(), result.textEncoder());
    part("UNet, one guided step", result.flops().unetStep(), result.unetStep());
    part("VAE decoder, one picture", result.flops().vaeDecoder(), result.vaeDecode());
    whole("picture in 20 steps", result.image20());
    result.image().ifPresent(timing -> whole(steps(result.options().request().steps()), timing));
    whole("loading the model", result.load());
    whole("switching LoRAs", result.loraSwitch());
    add(
        "%-32s %s%n",
        "most memory resident",
        result.peakBytes().isPresent()
            ? String.format(Locale.ROOT, "%.2f GB", result.peakBytes().getAsLong() / 1e9)
            : "not told by this system");
  }

  private static String steps(int steps) {
    return "picture in %d step%s".formatted(steps, steps == 1 ? "" : "s");
  }

  private void part(String name, long flops, Timing timing) {
    add(
        COLUMNS,
        name,
        number(timing.seconds()),
        number(timing.cpuSeconds()),
        number(BenchResult.tflops(flops, timing)),
        String.format(Locale.ROOT, "%.0f", result.percent(flops, timing)));
  }

  private void whole(String name, Timing timing) {
    add(COLUMNS, name, number(timing.seconds()), number(timing.cpuSeconds()), "", "");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.4f" : "%.1f", value);
  }

  private void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing())
        .append(System.lineSeparator().repeat(format.endsWith("%n%n") ? 2 : 1));
  }
}
