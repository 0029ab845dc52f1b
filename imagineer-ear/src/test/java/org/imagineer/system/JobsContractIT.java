package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Jobs as clients see them live and end. */
class JobsContractIT extends ContractAnswers {

  private static final String JOB_ALWAYS =
      "id status prompt submitted_at progress attempts num_images negative_prompt seed steps"
          + " guidance_scale width height scheduler model clip_skip is_public step total_steps";
  private static final String JOB_DONE =
      JOB_ALWAYS + " output_path output_dir started_at completed_at duration_seconds image_ids";

  @Test
  void the_life_of_a_job_shows_exactly_the_contracts_fields() {
    HttpResponse<String> created =
        server.post("/api/generate", "{\"prompt\":\" a fox \",\"steps\":\"2\",\"seed\":0}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonObject job = Pictures.json(created.body());
    assertThat(header(created, "Location")).isEqualTo("/api/jobs/" + job.getInt("id"));
    assertThat(job.getString("prompt")).isEqualTo("a fox");
    assertThat(job.getInt("seed")).isZero();
    assertThat(job.keySet()).containsAll(keys(JOB_ALWAYS));
    assertThat(job).containsKeys("queue_position", "estimated_time_remaining");
    assertThat(job.keySet().stream().filter(job::isNull)).isSubsetOf("estimated_time_remaining");

    JsonObject done = pictures.await(job.getInt("id"), "completed");
    assertThat(new TreeSet<>(done.keySet())).isEqualTo(keys(JOB_DONE));
    assertThat(done.getInt("total_steps")).isEqualTo(2);

    JsonObject list = object("/api/jobs?limit=200");
    assertThat(list.keySet())
        .containsExactlyInAnyOrder("current", "queue", "history", "queue_length", "running");
    assertThat(list.getJsonArray("history").getValuesAs(JsonObject.class))
        .anySatisfy(past -> assertThat(past.getInt("id")).isEqualTo(job.getInt("id")))
        .isSortedAccordingTo((a, b) -> b.getInt("id") - a.getInt("id"));

    refused(send("DELETE", "/api/jobs/" + job.getInt("id")), 410, "JOB_FINISHED");
  }

  @Test
  void a_job_that_waits_or_runs_can_be_cancelled() {
    int id = pictures.submit("{\"prompt\":\"slow\",\"steps\":150,\"num_images\":8}").getInt("id");
    HttpResponse<String> answer = send("DELETE", "/api/jobs/" + id);
    assertThat(answer.statusCode()).isIn(200, 202);
    JsonObject body = Pictures.json(answer.body());
    assertThat(body.keySet()).containsExactlyInAnyOrder("message", "job");
    assertThat(pictures.await(id, "cancelled", "completed").getString("status"))
        .isEqualTo("cancelled");
  }

  /** The container reports each kind of failure once, so all that was asked before counts, too. */
  @Test
  void what_clients_do_wrong_is_no_incident() {
    int finished = pictures.submit("{\"prompt\":\"a mistake\",\"steps\":1}").getInt("id");
    pictures.await(finished, "completed");
    int slow = pictures.submit("{\"prompt\":\"slow\",\"steps\":150}").getInt("id");
    pictures.await(slow, "running");

    refused(send("DELETE", "/api/jobs/999999999"), 404, "JOB_NOT_FOUND");
    refused(send("DELETE", "/api/jobs/" + finished), 410, "JOB_FINISHED");
    refused(send("DELETE", "/api/jobs/" + slow + "?if_queued=true"), 409, "JOB_RUNNING");
    refused(server.post("/api/generate", "{\"prompt\":\"\"}"), 400, "VALIDATION_ERROR");
    assertThat(send("DELETE", "/api/jobs/" + slow).statusCode()).isEqualTo(202);
    pictures.await(slow, "cancelled");

    assertThat(server.incidents()).isEmpty();
  }
}
