package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.imagineer.inference.checkpoint.Entries;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Weights themselves, as they lie in memory; what they do to pictures is tested elsewhere. */
class WeightUpdatesTest {

  private static final String ZERO =
      "mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight";

  @TempDir Path folder;

  @Test
  void weights_that_are_set_back_are_bit_equal_to_what_was_loaded() throws IOException {
    try (LoadedNetwork unet =
        LoadedNetwork.open(
            converted(), NetworkName.UNET, new SessionOptions(Device.CPU, Precision.FLOAT32))) {
      WeightUpdates updates = unet.weights();
      Map<String, float[]> loaded = ResidentValues.of(unet);
      assertThat(bits(loaded.get(ZERO))).containsOnly(Float.floatToRawIntBits(-0f));

      updates.apply(changes(updates.weights()));
      ResidentValues.of(unet)
          .forEach((name, now) -> assertThat(now).as(name).isNotEqualTo(loaded.get(name)));

      updates.apply(Map.of());
      ResidentValues.of(unet)
          .forEach((name, now) -> assertThat(bits(now)).as(name).isEqualTo(bits(loaded.get(name))));
    }
  }

  /** One matrix holds negative zeros, which any sum with a change of nothing would turn around. */
  private ModelPackage converted() throws IOException {
    TinyCheckpoint checkpoint = TinyCheckpoint.copyTo(folder.resolve("tiny"));
    checkpoint.rewrite(TinyCheckpoint.UNET, WeightUpdatesTest::withNegativeZeros);
    Path target = folder.resolve("converted");
    new SavedModelConverter(ConversionProgress.NONE).convert(checkpoint.folder(), target, false);
    return ModelPackage.read(target);
  }

  private static Entry withNegativeZeros(StoredTensor tensor) {
    if (!tensor.name().equals(ZERO)) {
      return Entries.copy(tensor.name(), tensor);
    }
    float[] zeros = new float[Math.toIntExact(tensor.shape().size())];
    Arrays.fill(zeros, -0f);
    return Entry.of(ZERO, tensor.shape(), zeros);
  }

  /** Every weight changes by a constant. */
  private static Map<String, Supplier<LowRank>> changes(Map<String, Shape> weights) {
    Map<String, Supplier<LowRank>> changes = new LinkedHashMap<>();
    weights.forEach(
        (name, shape) -> {
          int out = (int) shape.get(0);
          changes.put(
              name, () -> new LowRank(1, ones(out), ones(Math.toIntExact(shape.size() / out))));
        });
    return changes;
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
