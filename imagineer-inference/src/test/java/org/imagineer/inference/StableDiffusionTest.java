package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From words to pixels, with the tiny checkpoint among the test resources. */
@ExtendWith(TinyModel.class)
class StableDiffusionTest {

  @TempDir private Path temporary;

  @ParameterizedTest
  @EnumSource
  void the_same_request_draws_the_same_pixels(SchedulerKind scheduler) {
    GenerationRequest request = request(7, 3, 5, 64, 64, scheduler);
    assertThat(draw(request).png()).isEqualTo(draw(request).png());
  }

  @ParameterizedTest
  @EnumSource
  void another_seed_draws_other_pixels(SchedulerKind scheduler) {
    GenerationRequest request = request(7, 3, 5, 64, 64, scheduler);
    assertThat(pixels(draw(request.withSeed(8)))).isNotEqualTo(pixels(draw(request)));
  }

  @Test
  void other_words_draw_other_pixels() {
    GenerationRequest lake = request(7, 3, 5, 64, 64, SchedulerKind.DDIM);
    GenerationRequest winter = lake.withPrompt("winter");
    GenerationRequest without = lake.withNegativePrompt("snow");
    assertThat(pixels(draw(lake))).isNotEqualTo(pixels(draw(winter)));
    assertThat(pixels(draw(lake))).isNotEqualTo(pixels(draw(without)));
  }

  @ParameterizedTest
  @EnumSource
  void one_step_is_enough_for_every_scheduler(SchedulerKind scheduler) {
    GeneratedImage image = draw(request(7, 1, 5, 64, 64, scheduler));
    assertThat(pixels(image)).hasSize(64 * 64);
    assertThat(image.info().text()).contains("Steps: 1, Sampler: " + scheduler.label());
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "128, 64", "64, 128", "72, 104", "200, 64"})
  void pictures_have_the_size_that_was_asked_for(int width, int height) {
    BufferedImage image = draw(request(7, 2, 5, width, height, SchedulerKind.EULER)).pixels();
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void without_guidance_the_negative_prompt_has_no_part(double guidance) {
    List<int[]> drawn = new ArrayList<>();
    for (String negative : List.of("", "snow")) {
      drawn.add(
          pixels(
              draw(
                  request(7, 2, guidance, 64, 64, SchedulerKind.DDIM)
                      .withNegativePrompt(negative))));
    }
    assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
  }

  @Test
  void more_layers_skipped_than_there_are_is_refused() {
    GenerationRequest request = request(7, 2, 5, 64, 64, SchedulerKind.DDIM).withClipSkip(4);
    assertThatThrownBy(() -> draw(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clip_skip 4: the text encoder has 3 layers");
  }

  @Test
  void a_listener_hears_of_every_step_and_gets_the_previews_it_wants() {
    List<String> heard = new ArrayList<>();
    TinyModel.model()
        .generate(
            request(7, 4, 5, 128, 64, SchedulerKind.DDIM),
            new GenerationListener() {
              private int step;

              @Override
              public void step(int step, int total) {
                this.step = step;
                heard.add(step + "/" + total);
              }

              @Override
              public boolean wantsPreview() {
                return step % 2 == 0;
              }

              @Override
              public void preview(BufferedImage preview) {
                heard.add(preview.getWidth() + "x" + preview.getHeight());
              }
            });
    assertThat(heard).containsExactly("1/4", "2/4", "16x8", "3/4", "4/4", "16x8");
  }

  @Test
  void a_listener_that_fails_does_no_harm_to_the_model() {
    GenerationRequest request = request(7, 2, 5, 64, 64, SchedulerKind.DDIM);
    GenerationListener failing =
        new GenerationListener() {
          @Override
          public void step(int step, int total) {
            throw new IllegalStateException("mine");
          }
        };
    assertThatThrownBy(() -> TinyModel.model().generate(request, failing)).hasMessage("mine");
    assertThat(pixels(draw(request))).hasSize(64 * 64);
  }

  @Test
  void a_folder_that_is_no_package_is_refused_by_name() {
    assertThatThrownBy(() -> StableDiffusion.open(temporary))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(temporary + " is not a model package");
  }

  private static GenerationRequest request(
      long seed, int steps, double guidance, int width, int height, SchedulerKind scheduler) {
    return GenerationRequest.of("a lake")
        .with(
            draft ->
                draft
                    .seed(seed)
                    .steps(steps)
                    .guidanceScale(guidance)
                    .width(width)
                    .height(height)
                    .scheduler(scheduler));
  }

  private static GeneratedImage draw(GenerationRequest request) {
    return TinyModel.draw(request);
  }

  private static int[] pixels(GeneratedImage image) {
    return Pictures.pixels(image.pixels());
  }
}
