package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.tensorflow.ndarray.Shape;

/** The tiny checkpoint as fine-tunes are shared: one file, the names of the original layout. */
public final class LdmTwin {

  private static final Map<String, String> NAMES =
      LdmManifest.lines().stream()
          .collect(
              Collectors.toMap(
                  line -> line.component() + "/" + line.diffusers(), LdmManifest.Line::ldm));

  private final List<Entry> entries = new ArrayList<>();

  private LdmTwin() {}

  /** The twin of the tiny checkpoint, with its position_ids. */
  public static LdmTwin ofTiny() {
    Path folder = TinyCheckpoint.original();
    LdmTwin twin = new LdmTwin();
    twin.addAll("text_encoder", folder.resolve(TinyCheckpoint.TEXT));
    twin.addAll("unet", folder.resolve(TinyCheckpoint.UNET));
    twin.addAll("vae", folder.resolve(TinyCheckpoint.VAE));
    return twin;
  }

  /** All tensors of a single file. */
  public static LdmTwin of(Path path) {
    LdmTwin twin = new LdmTwin();
    try (Safetensors file = Safetensors.open(path)) {
      file.names().forEach(name -> twin.entries.add(Entries.copy(name, file.tensor(name))));
    }
    return twin;
  }

  private void addAll(String component, Path path) {
    try (Safetensors file = Safetensors.open(path)) {
      for (String name : file.names()) {
        String ldm = NAMES.get(component + "/" + AttentionNames.today(name));
        Entry copy =
            Entries.copy(
                ldm != null ? ldm : "cond_stage_model.transformer." + name, file.tensor(name));
        boolean projection = name.startsWith("attentions", name.indexOf("mid_block.") + 10);
        entries.add(component.equals("vae") && projection ? asConvolution(copy) : copy);
      }
    }
  }

  private static Entry asConvolution(Entry entry) {
    return entry.shape().numDimensions() == 2
        ? new Entry(entry.name(), entry.type(), entry.shape().append(1).append(1), entry.content())
        : entry;
  }

  /** Changes tensors; those that become null are left out. */
  public LdmTwin change(UnaryOperator<Entry> change) {
    List<Entry> changed = entries.stream().map(change).filter(Objects::nonNull).toList();
    entries.clear();
    entries.addAll(changed);
    return this;
  }

  /** Renames tensors. */
  public LdmTwin rename(String pattern, String by) {
    return change(
        each ->
            new Entry(
                each.name().replaceFirst(pattern, by), each.type(), each.shape(), each.content()));
  }

  /** Stores the VAE's attention as some tools do: [out, in], not as convolutions. */
  public LdmTwin withLinearAttention() {
    return change(
        each ->
            each.name().matches("first_stage_model.*\\.attn_1\\..*")
                    && each.shape().numDimensions() == 4
                ? new Entry(each.name(), each.type(), each.shape().take(2), each.content())
                : each);
  }

  /** Leaves out all tensors with a prefix. */
  public LdmTwin without(String prefix) {
    return change(each -> each.name().startsWith(prefix) ? null : each);
  }

  /** Keeps only the tensors with a prefix. */
  public LdmTwin only(String prefix) {
    return change(each -> each.name().startsWith(prefix) ? each : null);
  }

  /** Adds a float32 tensor of zeros. */
  public LdmTwin with(String name, long... shape) {
    entries.add(Entry.of(name, Shape.of(shape), new float[(int) Shape.of(shape).size()]));
    return this;
  }

  /** Gives a tensor another shape, and zeros. */
  public LdmTwin reshape(String name, long... shape) {
    return without(name).with(name, shape);
  }

  public Path write(Path file) throws IOException {
    SafetensorsWriter.write(file, Map.of("format", "pt"), entries);
    return file;
  }
}
