package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.GuidanceInterval;
import org.junit.jupiter.api.Test;

/** Taking jobs into the queue, and showing it. */
class SubmitJobTest extends QueueOnEachDatabase {

  @Test
  void a_job_keeps_its_complete_request_with_the_seed_that_was_drawn() {
    GenerationJob job = read(submit("a lighthouse"));

    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.prompt()).isEqualTo("a lighthouse");
    assertThat(job.submittedAt()).isEqualTo(application.clock.instant());
    JobParameters wanted = job.parameters();
    assertThat(wanted.seed()).isBetween(0L, 2147483647L);
    assertThat(wanted)
        .isEqualTo(
            JobParametersBuilder.builder()
                .negativePrompt("")
                .seed(wanted.seed())
                .steps(25)
                .guidanceScale(5)
                .width(128)
                .height(128)
                .scheduler("euler_a")
                .model("demo")
                .numImages(1)
                .clipSkip(1)
                .isPublic(true)
                .build());
  }

  @Test
  void what_a_request_gives_beats_what_the_model_recommends() {
    JobRequest request =
        JobRequest.of(" x ")
            .with(
                draft ->
                    draft
                        .negativePrompt(" y ")
                        .seed(0L)
                        .steps(3)
                        .guidanceScale(0.0)
                        .width(64)
                        .height(72)
                        .scheduler("ddim")
                        .model("demo")
                        .numImages(2)
                        .clipSkip(2)
                        .isPublic(false)
                        .output("posters/x.png"));

    JobParameters wanted = read(queue.submit(request).id()).parameters();

    assertThat(wanted)
        .isEqualTo(
            JobParametersBuilder.builder()
                .negativePrompt("y")
                .steps(3)
                .width(64)
                .height(72)
                .scheduler("ddim")
                .model("demo")
                .numImages(2)
                .clipSkip(2)
                .output("posters/x.png")
                .build());
  }

  @Test
  void loras_and_pictures_are_kept_with_the_weights_and_the_strength_in_force() throws Exception {
    Path folder = Files.createDirectories(application.settings.loras().resolve("ink"));
    Files.write(folder.resolve("ink-v2.safetensors"), LoraBytes.ofWidth(64));
    long job = submit("first");
    claims.record(claim("w"), image(job, 0));
    long picture = library.ofJobs(List.of(job)).get(job).get(0).id();
    JobRequest request =
        JobRequest.of("a <lora:ink>")
            .with(
                draft ->
                    draft
                        .loras(
                            List.of(
                                LoraChoice.named("INK", null),
                                LoraChoice.at("ink/ink-v2.safetensors", -0.5)))
                        .initImageId(picture)
                        .maskImageId(picture)
                        .numImages(2));

    GenerationJob kept = read(queue.submit(request).id());

    assertThat(kept.parameters().loras())
        .containsExactly(
            new JobLora("ink-v2", "ink/ink-v2.safetensors", 1),
            new JobLora("ink-v2", "ink/ink-v2.safetensors", -0.5));
    assertThat(kept.parameters().initImageId()).isEqualTo(picture);
    assertThat(kept.parameters().maskImageId()).isEqualTo(picture);
    assertThat(kept.parameters().strength()).isEqualTo(0.75);
    assertThat(kept.totalSteps()).isEqualTo(2 * 18); // of 25 steps each
  }

  @Test
  void a_lora_that_does_not_suit_the_model_is_refused_at_the_door() throws Exception {
    Path folder = Files.createDirectories(application.settings.loras());
    Files.write(folder.resolve("xl.safetensors"), LoraBytes.ofWidth(2048));
    Files.writeString(folder.resolve("broken.safetensors"), "no LoRA");
    for (String name : List.of("xl", "broken")) {
      JobRequest request =
          JobRequest.of("a").with(draft -> draft.loras(List.of(LoraChoice.named(name, 1.0))));
      assertThatThrownBy(() -> queue.submit(request))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("LoRA '%s' is not compatible".formatted(name));
    }
    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0));
  }

  @Test
  void work_to_be_skipped_is_kept_and_is_the_same_in_every_attempt() {
    JobRequest request =
        JobRequest.of("a")
            .with(
                draft ->
                    draft
                        .guidanceStart(0.1)
                        .guidanceEnd(0.8)
                        .deepCacheInterval(3)
                        .tokenMerging(0.5));

    JobParameters kept = read(queue.submit(request).id()).parameters();

    GenerationRequest drawn = kept.picture("a", 0);
    assertThat(drawn.guidanceInterval()).isEqualTo(new GuidanceInterval(0.1, 0.8));
    assertThat(drawn.deepCacheInterval()).isEqualTo(3);
    assertThat(drawn.tokenMerging()).isEqualTo(0.5);
    GenerationRequest exact = read(submit("b")).parameters().picture("b", 0);
    assertThat(exact.guidanceInterval()).isEqualTo(GuidanceInterval.ALWAYS);
    assertThat(exact.deepCacheInterval()).isEqualTo(1);
    assertThat(exact.tokenMerging()).isZero();
  }

  @Test
  void parameters_of_jobs_that_knew_no_loras_can_still_be_read() {
    JobParameters old =
        new JobParametersColumn()
            .convertToEntityAttribute(
                "{\"negative_prompt\":\"\",\"seed\":7,\"steps\":2,\"guidance_scale\":5.0,\"width\":64,"
                    + "\"height\":64,\"scheduler\":\"ddim\",\"model\":\"demo\",\"num_images\":1,"
                    + "\"clip_skip\":1,\"is_public\":true}");

    assertThat(old.loras()).isEmpty();
    assertThat(old.initImageId()).isNull();
    assertThat(old.picture("a", 0).deepCacheInterval()).isEqualTo(1);
    assertThat(old.picture("a", 0).tokenMerging()).isZero();
    assertThat(new JobParametersColumn().convertToDatabaseColumn(old))
        .doesNotContain(
            "lora", "guidance_start", "deep_cache", "token_merging", "batching", "null");
  }

  @Test
  void a_wrong_request_is_refused_with_a_message_for_each_field_and_leaves_nothing() {
    JobRequest request =
        JobRequest.of("")
            .with(
                draft ->
                    draft
                        .seed(-1L)
                        .steps(0)
                        .guidanceScale(31.0)
                        .width(511)
                        .height(8)
                        .scheduler("x")
                        .model("y")
                        .numImages(9)
                        .clipSkip(5)
                        .output("../x")
                        .loras(List.of(LoraChoice.named("x", 3.0)))
                        .initImageId(1L)
                        .maskImageId(1L)
                        .strength(2.0)
                        .guidanceStart(-1.0)
                        .guidanceEnd(Double.NaN)
                        .deepCacheInterval(0)
                        .tokenMerging(0.8));

    assertThatThrownBy(() -> queue.submit(request))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.details())
                    .containsKeys(
                        "prompt",
                        "seed",
                        "steps",
                        "width",
                        "height",
                        "guidance_scale",
                        "output",
                        "num_images",
                        "scheduler",
                        "model",
                        "clip_skip",
                        "loras",
                        "init_image_id",
                        "mask_image_id",
                        "strength",
                        "guidance_start",
                        "guidance_end",
                        "deep_cache_interval",
                        "token_merging"))
        .hasMessage("Prompt is required");
    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0));
  }

  @Test
  void a_prompt_of_2000_characters_is_kept_whatever_they_are() {
    String prompt = "\uD83C\uDFA8".repeat(2000);

    assertThat(read(submit(prompt)).prompt()).isEqualTo(prompt);
  }

  @Test
  void a_full_queue_takes_no_more() {
    for (int number = 0; number < application.settings.maxPending(); number++) {
      submit("a");
    }

    assertThatThrownBy(() -> submit("b")).isInstanceOf(QueueFullException.class);
  }

  @Test
  void the_view_shows_what_is_drawn_what_waits_and_what_is_done_newest_first() {
    long first = submit("1");
    long second = submit("2");
    long third = submit("3");
    long fourth = submit("4");
    long fifth = submit("5");
    claims.record(claim("w"), image(first, 0));
    claims.fail(claim("w"), "no", false);
    claim("w");

    QueueView view = queue.queueView(50);

    assertThat(view.running()).extracting(GenerationJob::id).containsExactly(third);
    assertThat(view.queue()).extracting(GenerationJob::id).containsExactly(fourth, fifth);
    assertThat(view.history()).extracting(GenerationJob::id).containsExactly(second, first);
    assertThat(queue.queueView(1).history()).extracting(GenerationJob::id).containsExactly(second);
    assertThat(queue.counts()).isEqualTo(new QueueCounts(2, 1, 2));
    assertThat(queue.position(read(third))).contains(0L);
    assertThat(queue.position(read(fifth))).contains(2L);
    assertThat(queue.position(read(first))).isEmpty();
  }
}
