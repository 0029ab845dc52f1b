package org.imagineer.inference;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The demo checkpoint, whose weights are trained, converted and opened once for all test classes
 * that are extended with this.
 */
final class DemoModel implements BeforeAllCallback {

  private static SharedModel shared;

  @Override
  public void beforeAll(ExtensionContext context) {
    Path root = Path.of(System.getProperty("imagineer.root"));
    shared =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(
                DemoModel.class,
                key -> SharedModel.of("demo", root.resolve("demo-model").resolve("checkpoint")),
                SharedModel.class);
  }

  /** The model package. */
  static Path folder() {
    return shared.folder();
  }

  /** The same model anew; the caller closes it. */
  static StableDiffusion open(Precision precision) {
    return shared.open(precision);
  }

  /** The open model. */
  static StableDiffusion model() {
    return shared.model();
  }

  /** A landscape of 128x128 in eight steps of DDIM. */
  static GenerationRequest request() {
    return GenerationRequest.of("a sunset over mountains")
        .with(
            draft ->
                draft
                    .seed(7)
                    .steps(8)
                    .guidanceScale(5)
                    .width(128)
                    .height(128)
                    .scheduler(SchedulerKind.DDIM));
  }

  static BufferedImage draw(GenerationRequest request) {
    return shared.model().generate(request, GenerationListener.NONE).pixels();
  }
}
