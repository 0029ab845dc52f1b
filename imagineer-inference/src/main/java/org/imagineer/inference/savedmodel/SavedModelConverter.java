package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.Checkpoint;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.CheckpointOptions;
import org.imagineer.inference.checkpoint.FreeSpace;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.imagineer.inference.checkpoint.Sha256;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Makes a model package of a checkpoint. The package appears whole or not at all: it is written
 * beside its place, synced and renamed. Not thread-safe.
 */
public final class SavedModelConverter {

  private static final long SLACK = 64L << 20;

  private final ConversionProgress progress;
  private final FreeSpace free;

  public SavedModelConverter(ConversionProgress progress) {
    this(progress, FreeSpace.ON_DISK);
  }

  SavedModelConverter(ConversionProgress progress, FreeSpace free) {
    this.progress = progress;
    this.free = free;
  }

  /** Converts the checkpoint as it is, the most precise weights that it has. */
  public List<String> convert(Path checkpoint, Path target, boolean overwrite) {
    return convert(checkpoint, CheckpointOptions.NONE, target, overwrite);
  }

  /**
   * Converts.
   *
   * @param checkpoint a folder in the diffusers layout, or a single file
   * @param options what the checkpoint does not say itself
   * @param target where the package goes
   * @param overwrite whether a package that is there already may be replaced
   * @return what of the checkpoint was left out, in groups and in words; often nothing
   * @throws CheckpointException if the checkpoint is incomplete, broken or of another architecture
   * @throws UncheckedIOException if the target is there already (and is to be kept, or is something
   *     else than a package), or cannot be written; nothing is left behind then
   */
  public List<String> convert(
      Path checkpoint, CheckpointOptions options, Path target, boolean overwrite) {
    Path place = target.toAbsolutePath().normalize();
    try (Checkpoint source = Checkpoint.open(checkpoint, options)) {
      refuseToReplace(place, overwrite);
      Files.createDirectories(place.getParent());
      try (UnfinishedFolder work = UnfinishedFolder.beside(place)) {
        write(source, work.path());
        work.publish();
      }
      return source.ignored();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (TensorFlowException e) {
      throw new UncheckedIOException(
          "the package could not be written: " + e.getMessage(), new IOException(e));
    }
  }

  private static void refuseToReplace(Path place, boolean overwrite) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    if (!overwrite) {
      throw new FileAlreadyExistsException(place + " is already there");
    }
    if (!ModelPackage.isAt(place)) {
      throw new FileAlreadyExistsException(
          place + " is no model package, so it is not replaced; remove it first");
    }
  }

  private void write(Checkpoint source, Path work) throws IOException {
    JsonNode scheduler = source.scheduler().options();
    ModelDescription.Sizes sizes = sizes(source);
    CheckpointHints hints = CheckpointHints.read(source.hints(), sizes.latentChannels());
    copyTokenizer(source, Files.createDirectories(work.resolve(ModelPackage.TOKENIZER)));
    try (NetworkGraphs graphs = NetworkGraphs.build(source)) {
      requireSpace(graphs, work);
      Count count = new Count(graphs.storedBytes() + length(source.files()));
      for (Map.Entry<NetworkName, NetworkGraphs.Sourced> each : graphs.all().entrySet()) {
        count.stage = each.getKey().folder();
        SavedModelWriter.write(each.getValue(), work.resolve(count.stage), count);
      }
      count.stage = "checksum";
      String sha256 = Sha256.of(source.files(), count::read);
      ModelPackage.write(
          new ModelDescription(
              ModelDescription.FORMAT,
              precision(graphs),
              new ModelDescription.Source(source.name(), sha256),
              sizes,
              configs(source),
              graphs.types(),
              graphs.parameters(),
              files(work),
              scheduler,
              hints.recommended(),
              hints.previewFactors()),
          work);
    }
  }

  private void requireSpace(NetworkGraphs graphs, Path work) throws IOException {
    long needed = SLACK + graphs.bytes();
    long left = free.bytes(work);
    if (left < needed) {
      throw new IOException(
          "not enough space: the package needs %d MB, %s has %d MB left"
              .formatted(needed >> 20, work.getParent(), left >> 20));
    }
  }

  /** The most precise of all networks' weights. */
  private static WeightType precision(NetworkGraphs graphs) {
    return graphs.types().values().stream().min(Comparator.naturalOrder()).orElseThrow();
  }

  private static Map<String, JsonNode> configs(Checkpoint source) {
    Map<String, JsonNode> configs = new LinkedHashMap<>();
    for (NetworkName name : NetworkName.values()) {
      configs.put(name.config(), name.part(source).config().options());
    }
    return configs;
  }

  private static long length(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static void copyTokenizer(Checkpoint source, Path to) throws IOException {
    for (Path file : source.tokenizer()) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static ModelDescription.Sizes sizes(Checkpoint source) {
    ModelConfig vae = source.vae().config();
    ModelConfig text = source.textEncoder().config();
    return new ModelDescription.Sizes(
        vae.positive("latent_channels", 4),
        1 << vae.positives("block_out_channels").size() - 1,
        vae.number("scaling_factor", 0.18215),
        text.positive("max_position_embeddings", 77),
        text.positive("hidden_size"),
        text.positive("num_hidden_layers"),
        text.positive("vocab_size"));
  }

  private static List<ModelDescription.PackageFile> files(Path work) throws IOException {
    List<ModelDescription.PackageFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(work)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String path = work.relativize(file).toString().replace('\\', '/');
        files.add(new ModelDescription.PackageFile(path, Files.size(file)));
      }
    }
    return files;
  }

  /** Counts what has been read. */
  private final class Count implements VariableFiles.Read {
    private final long total;
    private long done;
    private String stage = "";

    Count(long total) {
      this.total = total;
    }

    @Override
    public void read(long bytes) {
      done += bytes;
      progress.progress(stage, done, total);
    }
  }
}
