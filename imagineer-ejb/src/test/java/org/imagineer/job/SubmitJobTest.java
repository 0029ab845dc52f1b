package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            new JobParameters(
                "", wanted.seed(), 25, 5.0, 128, 128, "euler_a", "demo", 1, 1, true, null));
  }

  @Test
  void what_a_request_gives_beats_what_the_model_recommends() {
    JobRequest request =
        new JobRequest(
            " x ", " y ", 0L, 3, 0.0, 64, 72, "ddim", "demo", 2, 2, false, "posters/x.png");

    JobParameters wanted = read(queue.submit(request).id()).parameters();

    assertThat(wanted)
        .isEqualTo(
            new JobParameters("y", 0, 3, 0, 64, 72, "ddim", "demo", 2, 2, false, "posters/x.png"));
  }

  @Test
  void a_wrong_request_is_refused_with_a_message_for_each_field_and_leaves_nothing() {
    JobRequest request =
        new JobRequest("", null, -1L, 0, 31.0, 511, 8, "x", "y", 9, 5, null, "../x");

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
                        "clip_skip"))
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

    assertThat(view.current().map(GenerationJob::id)).contains(third);
    assertThat(view.running()).isTrue();
    assertThat(view.queue()).extracting(GenerationJob::id).containsExactly(fourth, fifth);
    assertThat(view.queueLength()).isEqualTo(2);
    assertThat(view.history()).extracting(GenerationJob::id).containsExactly(second, first);
    assertThat(queue.queueView(1).history()).extracting(GenerationJob::id).containsExactly(second);
    assertThat(queue.counts()).isEqualTo(new QueueCounts(2, 1, 2));
    assertThat(queue.position(read(third))).contains(0L);
    assertThat(queue.position(read(fifth))).contains(2L);
    assertThat(queue.position(read(first))).isEmpty();
  }
}
