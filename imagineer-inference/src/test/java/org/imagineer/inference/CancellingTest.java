package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(TinyModel.class)
class CancellingTest {

  /** Requests, and how often each asks whether to go on. */
  static Stream<Arguments> requests() {
    GenerationRequest plain = TinyModel.request();
    InitImage init = new InitImage(Pictures.colourful(64, 64), 0.7, null);
    HiresFix pixels = new HiresFix(1.5, 0.7, 0, HiresFix.Upscaler.PIXELS);
    InitImage wide = new InitImage(Pictures.colourful(520, 64), 0.7, null);
    GenerationRequest tiles = plain.withWidth(520).withTiling(VaeTiling.ON);
    return Stream.of(
        Arguments.of("from noise", plain, 1 + 4 + 1),
        Arguments.of("from a picture", plain.withInitImage(init), 1 + 1 + 3 + 1),
        Arguments.of("in two passes", plain.withHires(pixels), 1 + 4 + 1 + 1 + 3 + 1),
        Arguments.of("with deep features", plain.withDeepCacheInterval(3), 1 + 4 + 1),
        Arguments.of("in tiles", tiles.withInitImage(wide), 1 + 2 + 3 + 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void takes_effect_wherever_a_generation_is_and_leaves_nothing_behind(
      String kind, GenerationRequest request, int asks) {
    Steps all = new Steps();
    byte[] before = TinyModel.model().generate(request, all).png();
    assertThat(all.asked()).isEqualTo(asks);
    long bytes = Pointer.totalBytes();
    for (int n = 1; n <= asks; n++) {
      int last = n;
      Steps cancelled = new Steps(asked -> asked == last);
      assertThatThrownBy(() -> TinyModel.model().generate(request, cancelled))
          .isInstanceOf(GenerationCancelledException.class);
      assertThat(cancelled.asked()).isEqualTo(n);
      assertThat(List.copyOf(all.heard).subList(0, cancelled.heard.size()))
          .isEqualTo(cancelled.heard);
    }
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
    assertThat(TinyModel.draw(request).png()).isEqualTo(before);
  }
}
