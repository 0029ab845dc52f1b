package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.imagineer.inference.TinyModel;
import org.imagineer.inference.savedmodel.LoadedModel.Changeable;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.ndarray.Shape;

/** Passes through the UNet that use the features of an earlier one. */
@ExtendWith(TinyModel.class)
class DeepFeaturesTest {

  private static final String FAR = "mid_block.attentions.0.proj_out.weight";
  private static final String NEAR = "up_blocks.3.attentions.1.proj_out.weight";
  private static final String BEHIND = "up_blocks.3.attentions.2.proj_out.weight";

  private LoadedModel model;
  private DeepFeatures deep;

  @BeforeEach
  void open() {
    model = LoadedModel.open(ModelPackage.read(TinyModel.folder()));
    deep = new DeepFeatures();
  }

  @AfterEach
  void close() {
    deep.close();
    model.close();
  }

  @Test
  void a_pass_that_leaves_its_features_says_the_same_as_any_other() {
    assertThat(predict(sample(2, 8), 500, deep)).isEqualTo(predict(sample(2, 8), 500));
  }

  @Test
  void features_of_the_very_same_call_give_what_it_gave() {
    float[] whole = predict(sample(2, 8), 500, deep);
    assertThat(predict(sample(2, 8), 500, deep)).containsExactly(whole, Offset.offset(1e-5f));
  }

  @Test
  void other_samples_and_timesteps_are_not_lost_on_the_last_block() {
    float[] first = predict(sample(2, 8), 500, deep);
    assertThat(predict(sample(2, 8), 400, deep)).isNotEqualTo(first);
    Latents other = sample(2, 8).times(0.9);
    assertThat(predict(other, 500, deep)).isNotEqualTo(first);
  }

  @Test
  void what_leads_to_the_features_is_not_run_again() {
    float[] before = predict(sample(2, 8), 500, deep);
    float[] reused = predict(sample(2, 8), 500, deep);
    for (String weight : List.of(FAR, NEAR)) {
      change(weight);
      assertThat(predict(sample(2, 8), 500)).as(weight).isNotEqualTo(before);
      assertThat(predict(sample(2, 8), 500, deep)).as(weight).isEqualTo(reused);
    }
    change(BEHIND);
    assertThat(predict(sample(2, 8), 500, deep)).isNotEqualTo(reused);
  }

  @Test
  void features_of_another_size_are_not_used() {
    predict(sample(2, 8), 500, deep);
    for (Latents sample : new Latents[] {sample(1, 8), sample(1, 16), sample(2, 16)}) {
      assertThat(predict(sample, 500, deep)).isEqualTo(predict(sample, 500));
    }
  }

  @Test
  void features_that_were_forgotten_are_computed_anew() {
    predict(sample(2, 8), 500, deep);
    deep.close();
    assertThat(predict(sample(2, 8), 400, deep)).isEqualTo(predict(sample(2, 8), 400));
  }

  @Test
  void closing_frees_what_was_kept() {
    predict(sample(2, 8), 500, deep);
    deep.close();
    long pointers = Pointer.totalCount();
    predict(sample(2, 8), 500, deep);
    assertThat(Pointer.totalCount()).isGreaterThan(pointers);
    deep.close();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
  }

  private void change(String weight) {
    Shape shape = model.weights(Changeable.UNET).get(weight); // [C, C, 1, 1]
    float[] up = new float[(int) shape.get(0)];
    for (int i = 0; i < up.length; i++) {
      up[i] = i % 3;
    }
    model.changeWeights(Changeable.UNET, Map.of(weight, () -> new LowRank(1, up, up)));
  }

  private float[] predict(Latents sample, float timestep) {
    return model.predictNoise(sample, new float[] {timestep}, context(sample)).values();
  }

  private float[] predict(Latents sample, float timestep, DeepFeatures features) {
    return model
        .predictNoise(sample, new float[] {timestep}, context(sample), UNetOptions.EXACT, features)
        .values();
  }

  private static Latents sample(int batch, int side) {
    Latents shape = new Latents(batch, 4, side, side, new float[batch * 4 * side * side]);
    return new TorchNoise(3).next(shape);
  }

  private static TextEmbeddings context(Latents sample) {
    Latents noise =
        new TorchNoise(4)
            .next(new Latents(sample.batch(), 1, 77, 64, new float[sample.batch() * 77 * 64]));
    return new TextEmbeddings(sample.batch(), 77, 64, noise.values());
  }
}
