package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.imagineer.inference.TinyModel;
import org.imagineer.inference.checkpoint.Entries;
import org.imagineer.inference.checkpoint.HalfPrecision;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.checkpoint.TinyCheckpoint;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A network is the same however it is laid out and stored. */
@ExtendWith(TinyModel.class)
class LayoutsTest {

  private static final Offset<Float> NEAR = Offset.offset(1e-4f);
  private static final int[][] IDS = {{5, 3, 1992, 7}, {0, 1991, 2, 2}};
  private static final float[] TIMESTEP = {500};
  private static final Latents SAMPLE = noise(1, 2, 4, 9, 16);
  private static final TextEmbeddings CONTEXT =
      new TextEmbeddings(2, 77, 64, noise(2, 2, 1, 77, 64).values());
  private static final Latents PICTURE = noise(3, 1, 3, 64, 72);

  @TempDir Path temporary;
  private static LoadedModel model;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(ModelPackage.read(TinyModel.folder()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void the_saved_text_encoder_gives_what_the_loaded_one_gives() {
    for (int clipSkip : new int[] {1, 2}) {
      String output = clipSkip == 1 ? "last_hidden_state" : "clip_skip2";
      try (TInt32 ids = TInt32.tensorOf(StdArrays.ndCopyOf(IDS));
          TFloat32 vectors = tensor(Shape.of(1, 64), new float[64])) {
        assertThat(
                saved(
                    "text_encoder", output, Map.of("input_ids", ids, "extra_embeddings", vectors)))
            .containsExactly(model.encodeText(IDS, clipSkip).values(), NEAR);
      }
    }
  }

  @Test
  void the_saved_unet_gives_what_the_loaded_one_gives() {
    try (TFloat32 sample = tensor(shape(SAMPLE), SAMPLE.values());
        TFloat32 timestep = tensor(Shape.of(1), TIMESTEP);
        TFloat32 context = tensor(Shape.of(2, 77, 64), CONTEXT.values())) {
      assertThat(
              saved(
                  "unet",
                  "noise_pred",
                  Map.of("sample", sample, "timestep", timestep, "encoder_hidden_states", context)))
          .containsExactly(noise(model), NEAR);
    }
  }

  @Test
  void the_saved_vae_gives_what_the_loaded_one_gives() {
    LoadedModel.Encoded encoded = model.encode(picture());
    try (TFloat32 latents = tensor(shape(SAMPLE), SAMPLE.values());
        TFloat32 image = tensor(shape(PICTURE), PICTURE.values())) {
      assertThat(saved("vae_decoder", "image", Map.of("latents", latents)))
          .containsExactly(model.decode(SAMPLE).values(), NEAR);
      assertThat(saved("vae_encoder", "mean", Map.of("image", image)))
          .containsExactly(encoded.mean().values(), NEAR);
      assertThat(saved("vae_encoder", "std", Map.of("image", image)))
          .containsExactly(encoded.std().values(), NEAR);
    }
  }

  @Test
  void inputs_give_the_same_when_room_was_made_of_graphs_for_many_extents() {
    try (LoadedModel full = LoadedModel.open(model.model())) {
      assertThat(full.makeRoom()).isFalse();
      for (int i = 1; i <= 16; i++) {
        full.encodeText(new int[1][i], 1);
        full.decode(noise(i, 1, 4, 2, 2 * i));
      }
      for (int i = 1; i <= 3; i++) {
        TextEmbeddings prompt = new TextEmbeddings(1, 1, 64, new float[64]);
        full.predictNoise(noise(i, 1, 4, 8, 8 + i), TIMESTEP, prompt);
      }
      assertThat(full.makeRoom()).isTrue();
      assertThat(full.makeRoom()).isFalse();
      assertThat(noise(full)).containsExactly(noise(model));
      assertThat(full.decode(SAMPLE).values()).containsExactly(model.decode(SAMPLE).values());
      assertThat(full.encodeText(new int[2][20], 1).values())
          .containsExactly(model.encodeText(new int[2][20], 1).values());
    }
  }

  @Test
  void float16_weights_give_what_the_same_ones_in_float32_give() throws IOException {
    TinyCheckpoint halves = TinyCheckpoint.copyTo(temporary.resolve("halves"));
    rewrite(halves, each -> HalfPrecision.asHalf(Entries.copy(each.name(), each)));
    ModelPackage narrow = converted(halves, "narrow");
    rewrite(
        halves,
        each ->
            each.type().isFloat()
                ? Entry.of(each.name(), each.shape(), each.floats())
                : Entries.copy(each.name(), each));
    ModelPackage wide = converted(halves, "wide");
    assertThat(narrow.description().precision()).isEqualTo(WeightType.FLOAT16);
    assertThat(wide.description().precision()).isEqualTo(WeightType.FLOAT32);
    for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
      assertThat(everything(narrow, precision))
          .usingRecursiveComparison()
          .isEqualTo(everything(wide, precision));
    }
  }

  private static void rewrite(TinyCheckpoint checkpoint, Function<StoredTensor, Entry> change)
      throws IOException {
    for (Path file : List.of(TinyCheckpoint.UNET, TinyCheckpoint.VAE, TinyCheckpoint.TEXT)) {
      checkpoint.rewrite(file, change);
    }
  }

  private ModelPackage converted(TinyCheckpoint checkpoint, String name) {
    Path target = temporary.resolve(name);
    new SavedModelConverter(ConversionProgress.NONE).convert(checkpoint.folder(), target, false);
    return ModelPackage.read(target);
  }

  private static List<float[]> everything(ModelPackage model, Precision precision) {
    try (LoadedModel loaded = LoadedModel.open(model, precision)) {
      return List.of(
          noise(loaded),
          loaded.decode(SAMPLE).values(),
          loaded.encode(picture()).mean().values(),
          loaded.encodeText(IDS, 1).values());
    }
  }

  /** What TensorFlow's own loader makes of a network of the package. */
  private static float[] saved(String network, String output, Map<String, Tensor> inputs) {
    String folder = TinyModel.folder().resolve(network).toString();
    try (SavedModelBundle bundle = SavedModelBundle.load(folder, "serve")) {
      var runner = bundle.session().runner().fetch(output);
      inputs.forEach(runner::feed);
      try (Result result = runner.run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return values;
      }
    }
  }

  private static float[] noise(LoadedModel model) {
    return model.predictNoise(SAMPLE, TIMESTEP, CONTEXT).values();
  }

  private static Planes picture() {
    return new Planes(1, 3, PICTURE.height(), PICTURE.width(), PICTURE.values());
  }

  private static Latents noise(long seed, int batch, int channels, int height, int width) {
    float[] values = new float[batch * channels * height * width];
    return new TorchNoise(seed).next(new Latents(batch, channels, height, width, values));
  }

  private static Shape shape(Latents x) {
    return Shape.of(x.batch(), x.channels(), x.height(), x.width());
  }

  private static TFloat32 tensor(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }
}
