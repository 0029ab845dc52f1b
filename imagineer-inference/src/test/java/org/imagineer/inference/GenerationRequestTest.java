package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imagineer.inference.lora.LoraUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationRequestTest {

  private static final BufferedImage PICTURE = Pictures.colourful(96, 40);
  private static final InitImage INIT = new InitImage(PICTURE, 0.5, null);

  @Test
  void begins_with_settings_that_draw() {
    GenerationRequest request = GenerationRequest.of("a lake");
    assertThat(request.finalWidth()).isEqualTo(512);
    assertThat(request.finalHeight()).isEqualTo(512);
    assertThat(request.loras()).isEmpty();
    assertThat(request.initImage()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 0, 7",
    "7, 3, 10",
    "2147483647, 0, 2147483647",
    "2147483647, 1, 0",
    "2147483646, 3, 1"
  })
  void seeds_of_a_batch_count_on_and_begin_again_at_zero(long seed, int k, long expected) {
    assertThat(GenerationRequest.of("").withSeed(seed).seedOf(k)).isEqualTo(expected);
  }

  static Stream<Arguments> refused() {
    Inpaint inpaint = Inpaint.of(PICTURE);
    Outpaint outpaint = new Outpaint(8, 0, 0, 0, 8);
    HiresFix hires = new HiresFix(2, 0.5, 0, null);
    return Stream.of(
        refused("Seed must be", draft -> draft.seed(-1)),
        refused("Seed must be", draft -> draft.seed(1L << 31)),
        refused("Steps must be", draft -> draft.steps(0)),
        refused("Steps must be", draft -> draft.steps(151)),
        refused("Guidance scale must be", draft -> draft.guidanceScale(30.1)),
        refused("Guidance scale must be", draft -> draft.guidanceScale(Double.NaN)),
        refused("Width must be", draft -> draft.width(100)),
        refused("Width must be", draft -> draft.width(56)),
        refused("Height must be", draft -> draft.height(2056)),
        refused("clip_skip must be", draft -> draft.clipSkip(5)),
        refused("token_merging must be", draft -> draft.tokenMerging(-0.1)),
        refused("token_merging must be", draft -> draft.tokenMerging(0.76)),
        refused("token_merging must be", draft -> draft.tokenMerging(Double.NaN)),
        refused("A mask needs an init image", draft -> draft.inpaint(inpaint)),
        refused("Outpainting needs an init image", draft -> draft.outpaint(outpaint)),
        refused(
            "leave the mask away",
            draft -> draft.initImage(INIT).inpaint(inpaint).outpaint(outpaint)),
        refused(
            "no room for the init image in a picture of 512x512",
            draft -> draft.initImage(INIT).outpaint(new Outpaint(252, 253, 0, 0, 8))),
        refused(
            "cannot be combined with an init image", draft -> draft.initImage(INIT).hires(hires)),
        refused("larger than 2048", draft -> draft.width(1032).hires(hires)),
        refused(
            "strength must leave at least one step",
            draft -> draft.steps(9).initImage(new InitImage(PICTURE, 0.11, null))),
        refused(
            "strength must leave at least one step",
            draft -> draft.initImage(new InitImage(PICTURE, 0, null))),
        refused(
            "hires strength must leave at least one step",
            draft -> draft.hires(new HiresFix(2, 0.1, 9, null))));
  }

  private static Arguments refused(String words, Consumer<GenerationRequestBuilder> change) {
    return Arguments.of(words, change);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_cannot_be_drawn_is_refused_in_words(
      String words, Consumer<GenerationRequestBuilder> change) {
    GenerationRequest request = GenerationRequest.of("a lake");
    assertThatThrownBy(() -> request.with(change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void strengths_are_between_nothing_and_all(double strength) {
    assertRefused(() -> new InitImage(PICTURE, strength, null), "strength must be");
    assertRefused(() -> new HiresFix(2, strength, 0, null), "strength must be");
    assertRefused(() -> new Variation(1, strength), "Variation strength must be");
  }

  @Test
  void parts_out_of_range_are_refused() {
    assertRefused(() -> new InitImage(null, 0.5, null), "An init image must be given");
    assertRefused(() -> new Variation(-1, 0.5), "Variation seed must be");
    assertRefused(() -> new HiresFix(1, 0.5, 0, null), "hires scale must be");
    assertRefused(() -> new HiresFix(Double.NaN, 0.5, 0, null), "hires scale must be");
    assertRefused(() -> new HiresFix(2, 0.5, 151, null), "hires steps must be");
    assertRefused(() -> Inpaint.of(null), "A mask must be given");
    assertRefused(() -> new Inpaint(PICTURE, 65, null, null, 0), "Mask blur must be");
    assertRefused(() -> new Inpaint(PICTURE, 4, null, null, 257), "Mask padding must be");
    assertRefused(() -> new Outpaint(0, 0, 0, 0, 8), "a margin on at least one side");
    assertRefused(() -> new Outpaint(-8, 8, 0, 0, 8), "Margins must be");
    assertRefused(() -> new Outpaint(8, 0, 0, 0, 129), "blend of outpainting must be");
  }

  private static void assertRefused(ThrowingCallable part, String words) {
    assertThatThrownBy(part)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void the_largest_pictures_are_allowed() {
    GenerationRequest request = GenerationRequest.of("").withWidth(2048).withHeight(2048);
    assertThat(request.finalWidth()).isEqualTo(2048);
    GenerationRequest enlarged = GenerationRequest.of("").withHires(new HiresFix(4, 0.5, 0, null));
    assertThat(enlarged.finalHeight()).isEqualTo(2048);
  }

  @Test
  void tells_the_size_of_the_finished_picture() {
    GenerationRequest request = GenerationRequest.of("").with(draft -> draft.width(72).height(64));
    GenerationRequest hires = request.withHires(new HiresFix(1.5, 0.5, 0, null));
    assertThat(List.of(hires.finalWidth(), hires.finalHeight())).containsExactly(112, 96);
    GenerationRequest part =
        request
            .withInitImage(INIT)
            .withInpaint(new Inpaint(PICTURE, 4, null, Inpaint.Area.MASKED, 32));
    assertThat(List.of(part.finalWidth(), part.finalHeight())).containsExactly(96, 40);
  }

  @ParameterizedTest
  @CsvSource({"10, 0.75, 7", "100, 0.29, 28", "3, 1, 3", "150, 0.999, 149"})
  void strength_counts_whole_steps_as_the_reference_does(int steps, double strength, int done) {
    assertThat(InitImage.stepsOf(steps, strength)).isEqualTo(done);
  }

  @Test
  void keeps_its_loras_to_itself() {
    List<LoraUse> loras = new ArrayList<>(List.of(new LoraUse(Path.of("a.safetensors"), 1, 1)));
    GenerationRequest request = GenerationRequest.of("").withLoras(loras);
    loras.clear();
    assertThat(request.loras()).hasSize(1);
  }
}
