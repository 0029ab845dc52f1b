package org.imagineer.web.job;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.imagineer.job.Claim;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.JobLora;
import org.imagineer.job.JobProgress;
import org.imagineer.web.Rows;
import org.imagineer.web.http.JsonFormat;
import org.junit.jupiter.api.Test;

class JobViewTest {

  private static final String[] ALWAYS = {
    "id",
    "status",
    "prompt",
    "submitted_at",
    "progress",
    "attempts",
    "num_images",
    "negative_prompt",
    "seed",
    "steps",
    "guidance_scale",
    "width",
    "height",
    "scheduler",
    "model",
    "clip_skip",
    "is_public",
    "step",
    "total_steps"
  };

  private final GenerationJob job = Rows.job(7);

  @Test
  void a_job_of_a_list_has_no_null_and_no_place() {
    JsonObject view = json(JobView.of(job, Optional.empty(), List.of()));
    assertThat(view).containsOnlyKeys(ALWAYS);
    assertThat(view.getInt("id")).isEqualTo(7);
    assertThat(view.getString("status")).isEqualTo("queued");
    assertThat(view.getString("submitted_at")).isEqualTo("2026-02-28T12:00:00.000Z");
    assertThat(view.getString("negative_prompt")).isEmpty();
    assertThat(view.getJsonNumber("guidance_scale").doubleValue()).isEqualTo(7.5);
    assertThat(view.getBoolean("is_public")).isTrue();
    assertThat(view.getInt("total_steps")).isEqualTo(20);
  }

  @Test
  void a_waiting_job_alone_tells_its_place_and_that_the_rest_is_unknown() {
    JsonObject view = json(JobView.alone(job, Optional.empty(), List.of(), Optional.of(3L)));
    assertThat(view).containsKeys("queue_position", "estimated_time_remaining");
    assertThat(view.getInt("queue_position")).isEqualTo(3);
    assertThat(view.isNull("estimated_time_remaining")).isTrue();
  }

  @Test
  void a_running_job_shows_the_freshest_progress() {
    job.claim("w", Rows.NOON, Rows.NOON.plusSeconds(60));
    JobProgress live = new JobProgress(7, 0, 5, 20, 12.5);
    JsonObject view = json(JobView.alone(job, Optional.of(live), List.of(), Optional.of(0L)));
    assertThat(view.getString("status")).isEqualTo("running");
    assertThat(view.getJsonNumber("progress").doubleValue()).isEqualTo(0.25);
    assertThat(view.getInt("step")).isEqualTo(5);
    assertThat(view.getInt("queue_position")).isZero();
    assertThat(view.getJsonNumber("eta_seconds").doubleValue()).isEqualTo(12.5);
    assertThat(view.getJsonNumber("estimated_time_remaining").doubleValue()).isEqualTo(12.5);
    assertThat(view.getString("started_at")).isEqualTo("2026-02-28T12:00:00.000Z");
    assertThat(view).doesNotContainKeys("completed_at", "duration_seconds");
  }

  @Test
  void a_finished_job_names_its_pictures_and_no_longer_a_place() {
    Claim claim = job.claim("w", Rows.NOON, Rows.NOON.plusSeconds(60));
    job.complete(claim, 1, Rows.NOON.plus(Duration.ofMillis(2500)));
    JsonObject view =
        json(JobView.alone(job, Optional.empty(), List.of(Rows.image(9, true)), Optional.empty()));
    assertThat(view.getString("status")).isEqualTo("completed");
    assertThat(view.getJsonArray("image_ids").getInt(0)).isEqualTo(9);
    assertThat(view.getString("output_path")).isEqualTo("images/2026/02/000007-0.png");
    assertThat(view.getString("output_dir")).isEqualTo("images/2026/02");
    assertThat(view.getJsonNumber("duration_seconds").doubleValue()).isEqualTo(2.5);
    assertThat(view.getString("completed_at")).isEqualTo("2026-02-28T12:00:02.500Z");
    assertThat(view)
        .doesNotContainKeys("queue_position", "estimated_time_remaining", "error", "cancelled_at");
  }

  @Test
  void a_job_with_loras_and_pictures_shows_them_as_resolved() {
    GenerationJob resolved =
        Rows.job(
            8,
            Rows.parameters()
                .with(
                    draft ->
                        draft
                            .loras(List.of(new JobLora("ink", "ink/ink.safetensors", 0.5)))
                            .initImageId(3L)
                            .maskImageId(4L)
                            .strength(0.75)));
    JsonObject view = json(JobView.of(resolved, Optional.empty(), List.of()));
    assertThat(view.getJsonArray("loras").toString())
        .isEqualTo("[{\"name\":\"ink\",\"path\":\"ink/ink.safetensors\",\"weight\":0.5}]");
    assertThat(view.getInt("init_image_id")).isEqualTo(3);
    assertThat(view.getInt("mask_image_id")).isEqualTo(4);
    assertThat(view.getJsonNumber("strength").doubleValue()).isEqualTo(0.75);
    assertThat(view.getInt("total_steps")).isEqualTo(15);
  }

  @Test
  void a_job_for_which_work_is_skipped_says_so() {
    GenerationJob faster =
        Rows.job(
            8,
            Rows.parameters()
                .with(
                    draft ->
                        draft
                            .guidanceEnd(0.8)
                            .deepCacheInterval(2)
                            .tokenMerging(0.5)
                            .allowBatching(true)));
    JsonObject view = json(JobView.of(faster, Optional.empty(), List.of()));
    assertThat(view.getJsonNumber("guidance_end").doubleValue()).isEqualTo(0.8);
    assertThat(view.getInt("deep_cache_interval")).isEqualTo(2);
    assertThat(view.getJsonNumber("token_merging").doubleValue()).isEqualTo(0.5);
    assertThat(view.getBoolean("allow_batching")).isTrue();
    assertThat(view).doesNotContainKey("guidance_start");
  }

  @Test
  void a_failed_job_says_why() {
    Claim claim = job.claim("w", Rows.NOON, Rows.NOON.plusSeconds(60));
    job.fail(claim, "The disk is full.", false, Rows.NOON);
    JsonObject view = json(JobView.of(job, Optional.empty(), List.of()));
    assertThat(view.getString("error")).isEqualTo("The disk is full.");
  }

  @Test
  void an_idle_queue_says_null_for_the_current_job() {
    JsonObject view = json(new JobListView(null, null, List.of(), List.of(), 0, 0));
    assertThat(view).containsOnlyKeys("current", "queue", "history", "queue_length", "running");
    assertThat(view.isNull("current")).isTrue();
  }

  private static JsonObject json(Object view) {
    String text = new JsonFormat().getContext(null).toJson(view);
    return Json.createReader(new StringReader(text)).readObject();
  }
}
