package org.imagineer.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.imagineer.inference.lora.LoraFolder;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import org.imagineer.inference.text.EmbeddingFolder;

/**
 * A checkpoint, converted and opened once for many tests.
 *
 * @param home a folder of its own, as IMAGINEER_HOME is; deleted in the end
 * @param folder of the model package
 * @param loras a folder for LoRAs that prompts may name
 */
record SharedModel(Path home, Path folder, Path loras, StableDiffusion model)
    implements AutoCloseable {

  static SharedModel of(String name, Path checkpoint) {
    try {
      Path home = Files.createTempDirectory("model");
      Path folder = home.resolve("models").resolve(name);
      Path loras = Files.createDirectory(home.resolve("loras"));
      new SavedModelConverter(ConversionProgress.NONE).convert(checkpoint, folder, false);
      return new SharedModel(home, folder, loras, open(folder, loras, Precision.FLOAT32));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StableDiffusion open(Path folder, Path loras, Precision precision) {
    Addons addons = new Addons(LoraFolder.at(loras), EmbeddingFolder.NONE);
    return StableDiffusion.open(folder, addons, precision);
  }

  /** The same model anew; the caller closes it. */
  StableDiffusion open(Precision precision) {
    return open(folder, loras, precision);
  }

  @Override
  public void close() throws IOException {
    model.close();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
