package org.imagineer.inference.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.checkpoint.HalfPrecision;
import org.imagineer.inference.checkpoint.LdmTwin;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.DeviceChoice;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.NetworkUnderTest;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.SavedModelConverter;

/**
 * The golden vectors' checkpoint, converted as a user's would be: what the checks run is what the
 * server runs.
 */
public final class GoldenModel implements AutoCloseable {

  /** The CPU, unless the build says {@code -Dimagineer.device=gpu:0}. */
  private static final DeviceChoice DEVICE =
      DeviceChoice.parse(System.getProperty("imagineer.device", "cpu"));

  private final Path checkpoint;
  private final Path folder;
  private final Map<String, ModelPackage> packages = new HashMap<>();
  private final Map<String, NetworkUnderTest> networks = new HashMap<>();
  private LoadedModel resident;

  public GoldenModel(Path checkpoint) {
    this.checkpoint = checkpoint;
    try {
      folder = Files.createTempDirectory("golden-model-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The package of the most precise weights. */
  public ModelPackage precise() {
    return variant("");
  }

  /** The most precise weights, resident; whoever changes them sets them back. */
  public LoadedModel resident() {
    if (resident == null) {
      resident = LoadedModel.open(precise(), DEVICE.device(), Precision.FLOAT32);
    }
    return resident;
  }

  /**
   * A network with the weights that a case is about; its notes name the file if it is not the usual
   * one.
   */
  NetworkUnderTest network(GoldenCase golden, String network) {
    String variant = golden.notes().contains(".fp16.safetensors") ? "fp16" : "";
    return networks.computeIfAbsent(
        variant + "/" + network,
        key -> NetworkUnderTest.open(variant(variant), network, DEVICE.device()));
  }

  private ModelPackage variant(String variant) {
    return packages.computeIfAbsent(
        variant,
        each -> {
          Path target = folder.resolve("model" + each);
          new SavedModelConverter(ConversionProgress.NONE)
              .convert(source(each), options().withVariant(each), target, false);
          return ModelPackage.read(target);
        });
  }

  /** A single file has one precision: its half is made of it. */
  private Path source(String variant) {
    if (variant.isEmpty() || Files.isDirectory(checkpoint)) {
      return checkpoint;
    }
    try {
      return LdmTwin.of(checkpoint)
          .change(HalfPrecision::asHalf)
          .write(folder.resolve(variant + ".safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A single file takes configurations and tokenizer from the checkpoint that came with the
   * vectors.
   */
  private CheckpointOptions options() {
    if (Files.isDirectory(checkpoint)) {
      return CheckpointOptions.NONE;
    }
    try (Golden golden = Golden.open()) {
      return CheckpointOptions.NONE.withConfig(golden.configurations());
    }
  }

  @Override
  public void close() {
    networks.values().forEach(NetworkUnderTest::close);
    if (resident != null) {
      resident.close();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
