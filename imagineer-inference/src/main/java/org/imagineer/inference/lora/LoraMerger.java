package org.imagineer.inference.lora;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.imagineer.inference.savedmodel.LowRank;

/**
 * Merges LoRAs into a resident model, in place. Any number of them is one change of summed rank:
 *
 * <pre>W = W0 + sum over i of weight[i] * scale[i] * up[i] down[i]</pre>
 *
 * With none, the weights are those that were loaded, bit by bit. Not thread-safe; nobody else may
 * run or change the model meanwhile.
 */
public final class LoraMerger {

  private final LoadedModel model;
  private final LayerTable table;
  private List<Merged> merged = List.of();

  /**
   * A LoRA in the model.
   *
   * @param bytes of its file, which tell it, with the next, from one that was put into its place
   * @param modified when the file was
   */
  public record Merged(LoraUse use, long bytes, FileTime modified) {

    private Merged inTextAlone() {
      return new Merged(new LoraUse(use.file(), 0, use.textWeight()), bytes, modified);
    }
  }

  /**
   * @param model as it was loaded, with no LoRA merged
   */
  public LoraMerger(LoadedModel model) {
    this.model = model;
    table = new LayerTable(model);
  }

  /**
   * Makes the model's weights those with exactly these LoRAs; does nothing if they are merged
   * already.
   *
   * @throws org.imagineer.inference.checkpoint.CheckpointException if a file is missing, broken or
   *     made for another architecture; the model is as it was before, then. Should merging itself
   *     fail, the model is without LoRAs, or will be made anew by the next call.
   */
  public void use(List<LoraUse> loras) {
    List<Merged> wanted = loras.stream().map(LoraMerger::identified).toList();
    if (wanted.equals(merged)) {
      return;
    }
    List<LoraFile> files = new ArrayList<>();
    try {
      Map<Changeable, Map<String, List<LoraChange>>> changes = new EnumMap<>(Changeable.class);
      for (LoraUse use : loras) {
        LoraFile file = LoraFile.open(use.file());
        files.add(file);
        collect(file, use, changes);
      }
      merged = null; // unknown until both networks are done
      for (Changeable network : Changeable.values()) {
        model.changeWeights(network, sums(changes.getOrDefault(network, Map.of())));
      }
      merged = wanted;
    } catch (RuntimeException e) {
      if (merged == null) {
        takeAway(e);
      }
      throw e;
    } finally {
      files.forEach(LoraFile::close);
    }
  }

  /**
   * What the text encoder's weights have been changed by: with equal lists they are equal, bit by
   * bit.
   *
   * @return in the order of merging, with a UNet weight of 0
   * @throws IllegalStateException if merging has failed and could not be undone
   */
  public List<Merged> mergedIntoText() {
    if (merged == null) {
      throw new IllegalStateException("what is merged is not known; merge anew first");
    }
    return merged.stream()
        .filter(each -> each.use().textWeight() != 0)
        .map(Merged::inTextAlone)
        .toList();
  }

  /** To be told when the model's weights are as they were loaded again. */
  public void forget() {
    merged = List.of();
  }

  private void takeAway(RuntimeException reason) {
    try {
      for (Changeable network : Changeable.values()) {
        model.changeWeights(network, Map.of());
      }
      merged = List.of();
    } catch (RuntimeException again) {
      if (again != reason) {
        reason.addSuppressed(again);
      }
    }
  }

  private void collect(
      LoraFile file, LoraUse use, Map<Changeable, Map<String, List<LoraChange>>> changes) {
    file.requireContextWidth(model.model().description().sizes().contextWidth());
    for (LoraLayer layer : file.layers()) {
      String weight = table.weightOf(layer, file.path());
      double factor = layer.network() == Changeable.UNET ? use.unetWeight() : use.textWeight();
      if (factor != 0) {
        changes
            .computeIfAbsent(layer.network(), key -> new LinkedHashMap<>())
            .computeIfAbsent(weight, key -> new ArrayList<>())
            .add(new LoraChange(layer, factor * layer.scale()));
      }
    }
  }

  private static Map<String, Supplier<LowRank>> sums(Map<String, List<LoraChange>> changes) {
    Map<String, Supplier<LowRank>> sums = new LinkedHashMap<>();
    changes.forEach((weight, all) -> sums.put(weight, () -> LoraChange.sum(all)));
    return sums;
  }

  private static Merged identified(LoraUse use) {
    Path file = use.file();
    try {
      return Files.isRegularFile(file)
          ? new Merged(use, Files.size(file), Files.getLastModifiedTime(file))
          : new Merged(use, -1, FileTime.fromMillis(0));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
