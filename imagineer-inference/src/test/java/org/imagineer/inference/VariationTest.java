package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.TorchNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TinyModel.class)
class VariationTest {

  private static final Latents SHAPE = new Latents(1, 4, 32, 32, new float[4096]);
  private static final Latents OWN = new TorchNoise(7).next(SHAPE);
  private static final Latents OTHER = new TorchNoise(8).next(SHAPE);

  @Test
  void no_strength_is_the_own_noise_and_full_strength_the_other() {
    assertThat(new Variation(8, 0).mix(OWN, OTHER)).isEqualTo(OWN);
    assertThat(new Variation(8, 1).mix(OWN, OTHER)).isEqualTo(OTHER);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
  void noise_in_between_is_as_strong_and_turned_by_its_share(double strength) {
    Latents mixed = new Variation(8, strength).mix(OWN, OTHER);
    double all = angle(OWN, OTHER);
    assertThat(norm(mixed)).isCloseTo(norm(OWN), Offset.offset(0.02 * norm(OWN)));
    // Exactly so for noises of one length, which these nearly are.
    assertThat(angle(OWN, mixed)).isCloseTo(strength * all, Offset.offset(0.01));
    assertThat(angle(mixed, OTHER)).isCloseTo((1 - strength) * all, Offset.offset(0.01));
  }

  @Test
  void a_seed_varied_by_itself_stays() {
    Latents mixed = new Variation(7, 0.5).mix(OWN, OWN);
    for (int i = 0; i < mixed.values().length; i++) {
      assertThat(mixed.values()[i]).isCloseTo(OWN.values()[i], Offset.offset(1e-6f));
    }
  }

  @Test
  void pictures_go_from_one_seed_to_the_other() {
    GenerationRequest request = TinyModel.request();
    GeneratedImage own = TinyModel.draw(request);
    GeneratedImage other = TinyModel.draw(request.withSeed(8));
    assertThat(pixels(request.withVariation(new Variation(8, 0))))
        .isEqualTo(Pictures.pixels(own.pixels()));
    assertThat(pixels(request.withVariation(new Variation(8, 1))))
        .isEqualTo(Pictures.pixels(other.pixels()));
    double near = distance(request, 0.1, own);
    double far = distance(request, 0.7, own);
    assertThat(near).isPositive().isLessThan(far);
    assertThat(distance(request, 0.7, other)).isLessThan(distance(request, 0.1, other));
  }

  private static double distance(GenerationRequest request, double strength, GeneratedImage from) {
    GenerationRequest varied = request.withVariation(new Variation(8, strength));
    return Pictures.squaredDistance(TinyModel.draw(varied).pixels(), from.pixels());
  }

  private static int[] pixels(GenerationRequest request) {
    return Pictures.pixels(TinyModel.draw(request).pixels());
  }

  private static double dot(Latents a, Latents b) {
    double dot = 0;
    for (int i = 0; i < a.values().length; i++) {
      dot += (double) a.values()[i] * b.values()[i];
    }
    return dot;
  }

  private static double norm(Latents x) {
    return Math.sqrt(dot(x, x));
  }

  private static double angle(Latents a, Latents b) {
    return Math.acos(dot(a, b) / (norm(a) * norm(b)));
  }
}
