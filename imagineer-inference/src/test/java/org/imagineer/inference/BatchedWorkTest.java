package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What drawing in batches saves and what it changes; prints the table of docs/engine.md. Runs only
 * when asked for: {@code ./mvnw -pl imagineer-inference test -Pfull-size -Dtest=BatchedWorkTest}.
 */
@Tag("full-size")
@ExtendWith(DemoModel.class)
class BatchedWorkTest {

  private static final int PICTURES = 8;

  @Test
  void batches_of_the_demo_model() {
    GenerationRequest request =
        DemoModel.request().withSteps(25).withScheduler(SchedulerKind.DPMPP_2M);
    for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BFLOAT16}) {
      try (StableDiffusion model = DemoModel.open(precision)) {
        compare(model, request, new int[] {2, 4, 8}, PICTURES);
      }
    }
  }

  /**
   * {@code -Dimagineer.package=FOLDER}: a model package of full size; its weights may be random.
   */
  @Test
  @EnabledIfSystemProperty(named = "imagineer.package", matches = ".+")
  void batches_of_a_full_size_model() {
    Path folder = Path.of(System.getProperty("imagineer.package"));
    GenerationRequest request = DemoModel.request().withWidth(512).withHeight(512).withSteps(3);
    try (StableDiffusion model = StableDiffusion.open(folder, Addons.NONE, Precision.BFLOAT16)) {
      compare(model, request, new int[] {2}, 2);
    }
  }

  private static void compare(
      StableDiffusion model, GenerationRequest request, int[] sizes, int pictures) {
    List<GenerationRequest> requests =
        IntStream.range(0, pictures).mapToObj(i -> request.withSeed(request.seedOf(i))).toList();
    measure(model, requests.subList(0, pictures / 2), 1); // warms up
    Measured alone = measure(model, requests, 1);
    for (int size : sizes) {
      Measured together = measure(model, requests, size);
      double[] distances = together.distances(alone); // in dB
      System.out.printf(
          Locale.ROOT,
          "| %s %s, %d together | %.2f CPU s | %.0f %% of %.2f alone | %d of %d equal | worst %.1f dB |%n",
          model.model().name(),
          together.images().get(0).precision(),
          size,
          together.cpuSeconds(),
          100 * together.cpuSeconds() / alone.cpuSeconds(),
          alone.cpuSeconds(),
          Arrays.stream(distances).filter(Double::isInfinite).count(),
          pictures,
          Arrays.stream(distances).min().orElseThrow());
      assertThat(Arrays.stream(distances)).allMatch(distance -> distance > 25);
    }
  }

  /**
   * Some pictures.
   *
   * @param cpuSeconds of one of them, on the average
   */
  private record Measured(double cpuSeconds, List<GeneratedImage> images) {

    double[] distances(Measured other) {
      return IntStream.range(0, images.size())
          .mapToDouble(i -> Pictures.psnr(images.get(i).pixels(), other.images.get(i).pixels()))
          .toArray();
    }
  }

  private static Measured measure(StableDiffusion model, List<GenerationRequest> all, int size) {
    draw(model, all.subList(0, size)); // prepares the graphs
    long before = cpuTime();
    List<GeneratedImage> images =
        IntStream.iterate(0, i -> i < all.size(), i -> i + size)
            .boxed()
            .flatMap(i -> draw(model, all.subList(i, i + size)).stream())
            .toList();
    return new Measured((cpuTime() - before) / 1e9 / all.size(), images);
  }

  private static long cpuTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static List<GeneratedImage> draw(StableDiffusion model, List<GenerationRequest> some) {
    return model
        .generateTogether(some, Collections.nCopies(some.size(), GenerationListener.NONE))
        .stream()
        .map(Outcome::orThrow)
        .toList();
  }
}
