package org.imagineer.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.inference.bench.RandomLora;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tiny checkpoint, converted and opened once for all test classes that are extended with this.
 * Prompts may name the LoRAs "style" and "pose".
 */
public final class TinyModel implements BeforeAllCallback {

  private static SharedModel shared;

  @Override
  public void beforeAll(ExtensionContext context) {
    shared =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(TinyModel.class, key -> convert(), SharedModel.class);
  }

  private static SharedModel convert() {
    SharedModel tiny = SharedModel.of("tiny", TinyCheckpoint.original());
    try (LoadedModel model = LoadedModel.open(ModelPackage.read(tiny.folder()))) {
      for (String name : List.of("style", "pose")) {
        new RandomLora(name.length(), 4)
            .write(
                tiny.loras().resolve(name + ".safetensors"),
                model,
                RandomLora.ATTENTION_AND_FEED_FORWARD);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tiny;
  }

  /** An IMAGINEER_HOME with this model and its LoRAs. */
  public static Path home() {
    return shared.home();
  }

  /** The model package. */
  public static Path folder() {
    return shared.folder();
  }

  /** The file of a LoRA. */
  public static Path lora(String name) {
    return shared.loras().resolve(name + ".safetensors");
  }

  /** The open model. */
  static StableDiffusion model() {
    return shared.model();
  }

  /** The same model anew; the caller closes it. */
  static StableDiffusion open(Precision precision) {
    return shared.open(precision);
  }

  /** Three steps of DDIM at 64x64, from seed 7. */
  static GenerationRequest request() {
    return GenerationRequest.of("a lake")
        .with(
            draft ->
                draft
                    .seed(7)
                    .steps(3)
                    .guidanceScale(5)
                    .width(64)
                    .height(64)
                    .scheduler(SchedulerKind.DDIM));
  }

  static GeneratedImage draw(GenerationRequest request) {
    return shared.model().generate(request, GenerationListener.NONE);
  }
}
