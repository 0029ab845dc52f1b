package org.imagineer.inference.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.imagineer.inference.checkpoint.DataType;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.tensorflow.ndarray.Shape;

/**
 * Writes LoRA files of random values for any model, under the names of kohya's scripts. They change
 * its weights about as much as trained ones do; what it draws with them means nothing.
 */
public final class RandomLora {

  /** The layers that LoRAs are usually trained for. */
  public static final Predicate<String> ATTENTION_AND_FEED_FORWARD =
      name -> name.matches(".*(attn|\\.ff\\.|\\.mlp\\.|proj_in|proj_out).*");

  private final Random random;
  private final int rank;

  /**
   * @param seed of the values
   * @param rank of all layers; alpha is half of it
   */
  public RandomLora(long seed, int rank) {
    random = new Random(seed);
    this.rank = rank;
  }

  /**
   * Writes a float32 file for those weights of a model that are chosen by their names.
   *
   * @return the file
   */
  public Path write(Path file, LoadedModel model, Predicate<String> chosen) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Changeable network : Changeable.values()) {
      String prefix = network == Changeable.UNET ? "lora_unet_" : "lora_te_";
      model
          .weights(network)
          .forEach(
              (name, shape) -> {
                if (chosen.test(name) && !name.contains("embedding.")) {
                  add(entries, prefix + name.replace(".weight", "").replace('.', '_'), shape);
                }
              });
    }
    SafetensorsWriter.write(file, Map.of(), entries);
    return file;
  }

  private void add(List<Entry> entries, String layer, Shape shape) {
    boolean linear = shape.numDimensions() == 2;
    long out = shape.get(0);
    long in = shape.get(1);
    entries.add(Entry.of(layer + ".alpha", Shape.scalar(), rank / 2f));
    entries.add(
        normal(
            layer + ".lora_down.weight",
            linear ? Shape.of(rank, in) : Shape.of(rank, in, shape.get(2), shape.get(3))));
    entries.add(
        normal(
            layer + ".lora_up.weight", linear ? Shape.of(out, rank) : Shape.of(out, rank, 1, 1)));
  }

  private Entry normal(String name, Shape shape) {
    return new Entry(name, DataType.F32, shape, out -> write(out, shape.size()));
  }

  private void write(OutputStream out, long count) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (0.02 * random.nextGaussian()));
    }
    out.write(bytes.array());
  }
}
