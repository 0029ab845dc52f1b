package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several pictures in one batch. */
@ExtendWith({TinyModel.class, DemoModel.class})
class BatchTest {

  /** Each with its own of all that may differ. */
  private static List<GenerationRequest> mixed(GenerationRequest base) {
    return List.of(
        base,
        base.withSeed(8).withPrompt("a moon").withNegativePrompt("snow, trees"),
        base.withSeed(9).withGuidanceScale(1).withPrompt("a house"),
        base.withSeed(10).withGuidanceScale(9).withVariation(new Variation(3, 0.4)),
        base.withSeed(11).withPrompt("a [lake:winter:1] " + "under a wide sky ".repeat(25)));
  }

  @Test
  void pictures_are_those_drawn_alone_but_for_rounding() {
    List<GenerationRequest> requests =
        mixed(DemoModel.request().withScheduler(SchedulerKind.DPMPP_2M));
    List<GeneratedImage> together = together(DemoModel.model(), requests);
    for (int i = 0; i < requests.size(); i++) {
      GeneratedImage alone = DemoModel.model().generate(requests.get(i), GenerationListener.NONE);
      assertThat(together.get(i).request()).isEqualTo(alone.request());
      assertThat(Pictures.psnr(together.get(i).pixels(), alone.pixels()))
          .as("picture %d", i)
          .isGreaterThan(50);
    }
    assertThat(Pictures.psnr(together.get(0).pixels(), together.get(1).pixels())).isLessThan(20);
  }

  @ParameterizedTest
  @EnumSource
  void every_sampler_keeps_each_pictures_own_noise_and_memory(SchedulerKind scheduler) {
    GenerationRequest base = TinyModel.request().withScheduler(scheduler).withSteps(4);
    assertNear(List.of(base, base.withSeed(8)));
  }

  @Test
  void pictures_of_another_shape_are_drawn_in_the_same_call() {
    GenerationRequest base = TinyModel.request();
    InitImage init = new InitImage(Pictures.colourful(64, 64), 0.7, null);
    List<GenerationRequest> others =
        List.of(
            base.withWidth(96),
            base.withSteps(2),
            base.withTokenMerging(0.5),
            base.withInitImage(init),
            base.withHires(new HiresFix(1.5, 0.7, 0, null)),
            base.withPrompt("a lake <lora:style>"));
    List<GenerationRequest> all = new ArrayList<>(others);
    all.add(1, base);
    all.add(base.withSeed(8));

    List<GeneratedImage> together = together(TinyModel.model(), all);

    for (GenerationRequest other : others) {
      assertThat(together.get(all.indexOf(other)).png()).isEqualTo(TinyModel.draw(other).png());
    }
    assertThat(Pictures.psnr(together.get(1).pixels(), TinyModel.draw(base).pixels()))
        .isGreaterThan(45);
  }

  @Test
  void tokens_are_merged_in_each_picture_by_itself() {
    GenerationRequest base = DemoModel.request().withTokenMerging(0.5);
    List<GenerationRequest> requests = List.of(base, base.withSeed(8).withPrompt("a moon"));
    List<GeneratedImage> together = together(DemoModel.model(), requests);
    for (int i = 0; i < requests.size(); i++) {
      BufferedImage alone = DemoModel.draw(requests.get(i));
      BufferedImage exact = DemoModel.draw(requests.get(i).withTokenMerging(0));
      assertThat(Pictures.psnr(together.get(i).pixels(), exact)).isLessThan(40);
      assertThat(Pictures.psnr(together.get(i).pixels(), alone)).isGreaterThan(45);
    }
  }

  @Test
  void a_picture_drawn_alone_is_the_same_before_and_after_a_batch() {
    GenerationRequest request = TinyModel.request();
    byte[] before = TinyModel.draw(request).png();
    together(TinyModel.model(), List.of(request.withSeed(8), request, request.withSeed(9)));
    assertThat(TinyModel.draw(request).png()).isEqualTo(before);
    assertThat(together(TinyModel.model(), List.of(request)).get(0).png()).isEqualTo(before);
  }

  @Test
  void features_are_kept_for_each_picture() {
    GenerationRequest base = TinyModel.request().withSteps(6).withDeepCacheInterval(3);
    List<GenerationRequest> requests = new ArrayList<>(mixed(base).subList(0, 4));
    requests.add(base.withSeed(12).withPrompt("a lake under a wide sky ".repeat(20)));
    assertNear(requests);
  }

  @Test
  void one_that_is_cancelled_or_whose_listener_fails_leaves_the_others_going() {
    GenerationRequest base = TinyModel.request().withSteps(5).withDeepCacheInterval(2);
    List<GenerationRequest> requests =
        List.of(base, base.withSeed(8), base.withSeed(9), base.withSeed(10), base.withSeed(11));
    Steps first = new Steps();
    Steps cancelled = new Steps(asked -> asked == 4);
    Steps never = new Steps(asked -> true);
    Steps beforeDecoding = new Steps(asked -> asked == 7);
    GenerationListener failing =
        new GenerationListener() {
          @Override
          public void step(int step, int total) {
            if (step == 2) {
              throw new IllegalStateException("mine");
            }
          }
        };
    for (int n = 1; n <= requests.size(); n++) {
      together(TinyModel.model(), requests.subList(0, n)); // lays out what is needed
    }
    long pointers = Pointer.totalCount();

    List<Outcome> outcomes =
        TinyModel.model()
            .generateTogether(requests, List.of(first, cancelled, failing, never, beforeDecoding));

    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
    assertThat(first.heard).containsExactly(1, 2, 3, 4, 5);
    assertThat(Pictures.psnr(outcomes.get(0).image().pixels(), TinyModel.draw(base).pixels()))
        .isGreaterThan(45);
    assertThat(cancelled.heard).containsExactly(1, 2);
    assertThatThrownBy(outcomes.get(1)::orThrow).isInstanceOf(GenerationCancelledException.class);
    assertThatThrownBy(outcomes.get(2)::orThrow).hasMessage("mine");
    assertThat(never.asked()).isOne();
    assertThat(outcomes.get(3).failure()).isInstanceOf(GenerationCancelledException.class);
    assertThat(beforeDecoding.heard).hasSize(5);
    assertThat(outcomes.get(4).failure()).isInstanceOf(GenerationCancelledException.class);
  }

  @Test
  void a_request_that_cannot_be_drawn_fails_alone() {
    GenerationRequest base = TinyModel.request();
    List<GenerationRequest> requests =
        List.of(
            base.withPrompt("a lake <lora:style:much>"),
            base,
            base.withSeed(8).withNegativePrompt("<lora:style>"),
            base.withSeed(9).withPrompt("<lora:nowhere>"),
            base.withSeed(10));
    List<Outcome> outcomes = TinyModel.model().generateTogether(requests, silent(requests.size()));
    for (int i : new int[] {0, 2, 3}) {
      assertThat(outcomes.get(i).image()).isNull();
      assertThatThrownBy(() -> TinyModel.draw(requests.get(i)))
          .hasSameClassAs(outcomes.get(i).failure())
          .hasMessage(outcomes.get(i).failure().getMessage());
    }
    assertThat(outcomes.get(1).image()).isNotNull();
    assertThat(outcomes.get(4).image()).isNotNull();
  }

  @Test
  void a_lora_that_is_missing_fails_all_that_want_it() {
    GenerationRequest base = TinyModel.request().withPrompt("<lora:nowhere>");
    List<Outcome> outcomes =
        TinyModel.model().generateTogether(List.of(base, base.withSeed(8)), silent(2));
    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome.failure())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nowhere"));
  }

  @Test
  void each_request_needs_a_listener() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TinyModel.model().generateTogether(List.of(TinyModel.request()), List.of()))
        .withMessage("each request needs a listener of its own");
    assertThat(TinyModel.model().generateTogether(List.of(), List.of())).isEmpty();
  }

  private static void assertNear(List<GenerationRequest> requests) {
    List<GeneratedImage> together = together(TinyModel.model(), requests);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(Pictures.psnr(together.get(i).pixels(), TinyModel.draw(requests.get(i)).pixels()))
          .as("picture %d", i)
          .isGreaterThan(45);
    }
  }

  private static List<GeneratedImage> together(
      StableDiffusion model, List<GenerationRequest> requests) {
    return model.generateTogether(requests, silent(requests.size())).stream()
        .map(Outcome::orThrow)
        .toList();
  }

  private static List<GenerationListener> silent(int count) {
    return Collections.nCopies(count, GenerationListener.NONE);
  }
}
