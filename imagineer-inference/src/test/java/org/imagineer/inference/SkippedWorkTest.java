package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What skipping work saves and what it costs, with the demo model; prints the table of
 * docs/engine.md. Runs only when asked for: {@code ./mvnw -pl imagineer-inference test -Pfull-size
 * -Dtest=SkippedWorkTest}.
 */
@Tag("full-size")
@ExtendWith(DemoModel.class)
class SkippedWorkTest {

  private static final List<String> PROMPTS =
      List.of(
          "a sunset over mountains",
          "a boat with a white sail on the ocean under a blue sky",
          "a house on a green hill with trees",
          "a full moon over the sea at night");

  private static Map<String, UnaryOperator<GenerationRequest>> ways() {
    Map<String, UnaryOperator<GenerationRequest>> ways = new LinkedHashMap<>();
    ways.put("guidance_end 0.8", guided(0, 0.8));
    ways.put("guidance_end 0.6", guided(0, 0.6));
    ways.put("guidance_start 0.1, guidance_end 0.8", guided(0.1, 0.8));
    for (int n : new int[] {2, 3, 5}) {
      ways.put("deep_cache_interval " + n, request -> request.withDeepCacheInterval(n));
    }
    ways.put(
        "deep_cache_interval 2, guidance_end 0.8",
        request -> guided(0, 0.8).apply(request).withDeepCacheInterval(2));
    return ways;
  }

  private static UnaryOperator<GenerationRequest> guided(double start, double end) {
    return request -> request.withGuidanceInterval(new GuidanceInterval(start, end));
  }

  @Test
  void pictures_for_which_work_is_skipped_are_near_to_the_exact_ones() {
    draw(exact(PROMPTS.get(0), 5));
    Measured exact = measure(UnaryOperator.identity());
    ways()
        .forEach(
            (name, way) -> {
              draw(way.apply(exact(PROMPTS.get(0), 5))); // prepares the graphs
              Measured skipped = measure(way);
              double distance = exact.meanPsnr(skipped);
              System.out.printf(
                  Locale.ROOT,
                  "| %s | %.2f s | %.0f %% | %.1f dB |%n",
                  name,
                  skipped.cpuSeconds(),
                  100 * skipped.cpuSeconds() / exact.cpuSeconds(),
                  distance);
              assertThat(distance).as(name).isGreaterThan(18);
            });
    System.out.printf(Locale.ROOT, "| exact | %.2f s |%n", exact.cpuSeconds());
  }

  /**
   * Some pictures.
   *
   * @param cpuSeconds of one of them, on the average
   */
  private record Measured(double cpuSeconds, List<BufferedImage> pictures) {

    double meanPsnr(Measured other) {
      double sum = 0;
      for (int i = 0; i < pictures.size(); i++) {
        sum += Pictures.psnr(pictures.get(i), other.pictures.get(i));
      }
      return sum / pictures.size();
    }
  }

  private static Measured measure(UnaryOperator<GenerationRequest> way) {
    List<BufferedImage> pictures = new ArrayList<>();
    long before = cpuTime();
    for (String prompt : PROMPTS) {
      for (int seed = 5; seed <= 6; seed++) {
        pictures.add(draw(way.apply(exact(prompt, seed))));
      }
    }
    return new Measured((cpuTime() - before) / 1e9 / pictures.size(), pictures);
  }

  private static long cpuTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static GenerationRequest exact(String prompt, long seed) {
    return DemoModel.request()
        .withPrompt(prompt)
        .withSeed(seed)
        .withSteps(25)
        .withScheduler(SchedulerKind.DPMPP_2M);
  }

  private static BufferedImage draw(GenerationRequest request) {
    return DemoModel.draw(request);
  }
}
