package org.imagineer.inference.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.ModelPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer bench}: how long this machine takes for the parts of a picture. */
@Command(
    name = "bench",
    description =
        "Measures loading, one guided denoising step and a whole picture: the median of some runs, after one to warm"
            + " up.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = {"-m", "--model"},
      defaultValue = Home.DEMO,
      description = "A model's name or the folder of a model package. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--steps",
      defaultValue = "20",
      description = "Steps of each picture. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Measured runs. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--width", description = "Default: what the model recommends, else 512.")
  private Integer width;

  @Option(names = "--height", description = "Default: what the model recommends, else 512.")
  private Integer height;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (runs < 1 || runs > 1000) {
      throw new IllegalArgumentException("--runs must be between 1 and 1000");
    }
    ModelPackage found = ModelPackage.read(main.home().find(model));
    GenerationRequest request = request(found.description().recommended());
    long opening = System.nanoTime();
    try (StableDiffusion stableDiffusion = StableDiffusion.open(found.folder())) {
      double load = seconds(opening);
      stableDiffusion.generate(request, GenerationListener.NONE);
      double[] pictures = new double[runs];
      double[] unetSteps = new double[runs];
      for (int i = 0; i < runs; i++) {
        StepClock clock = new StepClock();
        long start = System.nanoTime();
        stableDiffusion.generate(request, clock);
        pictures[i] = seconds(start);
        unetSteps[i] = clock.medianStep();
      }
      print(found, request, load, median(unetSteps), median(pictures));
    }
    return 0;
  }

  private GenerationRequest request(ModelDescription.Recommended recommended) {
    return GenerationRequest.of("a sunset over mountains")
        .with(
            draft ->
                draft
                    .seed(7)
                    .steps(steps)
                    .guidanceScale(7.5)
                    .width(side(width, recommended.width()))
                    .height(side(height, recommended.height())));
  }

  private static int side(Integer asked, Integer recommended) {
    return asked != null ? asked : recommended != null ? recommended : 512;
  }

  private void print(
      ModelPackage found, GenerationRequest request, double load, double step, double picture) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", found.name());
    figures.put("precision", found.description().precision());
    figures.put("width", request.width());
    figures.put("height", request.height());
    figures.put("steps", request.steps());
    figures.put("runs", runs);
    figures.put("load_seconds", load);
    figures.put("unet_step_seconds", step);
    figures.put("image_seconds", picture);
    if (json) {
      System.out.println(ModelLines.json(figures));
    } else {
      figures.forEach(
          (name, figure) ->
              System.out.printf(
                  figure instanceof Double ? "%-20s %.4f%n" : "%-20s %s%n", name, figure));
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Remembers when each step ended. */
  private static final class StepClock implements GenerationListener {
    private double[] ends = new double[0];

    @Override
    public void step(int step, int total) {
      ends = Arrays.copyOf(ends, step);
      ends[step - 1] = System.nanoTime() / 1e9;
    }

    double medianStep() {
      if (ends.length < 2) {
        return 0;
      }
      double[] steps = new double[ends.length - 1];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = ends[i + 1] - ends[i];
      }
      return median(steps);
    }
  }
}
