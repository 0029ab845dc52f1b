package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of jobs whose worker died. */
class CrashedWorkerTest extends QueueOnEachDatabase {

  @Test
  void a_job_whose_worker_has_fallen_silent_is_anybodys() {
    long id = submit("a");
    Claim lost = claim("first");
    application.clock.advance(JobClaims.LEASE.minusSeconds(1));
    assertThat(claims.next("second")).isEmpty();

    application.clock.advance(Duration.ofSeconds(1));
    Claim taken = claim("second");

    assertThat(taken.jobId()).isEqualTo(id);
    assertThat(taken.attempt()).isEqualTo(2);
    assertThat(taken.fence()).isGreaterThan(lost.fence());
  }

  @Test
  void a_job_that_kills_its_server_three_times_fails_with_the_reason() {
    long id = submit("a");
    for (int attempt = 1; attempt <= 3; attempt++) {
      claim("w");
      assertThat(claims.recover("w")).isEqualTo(1);
    }

    GenerationJob job = read(id);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).contains("The server stopped 3 times while drawing this.");
    assertThat(claims.next("w")).isEmpty();
  }

  @Test
  void a_job_whose_workers_keep_dying_does_not_hide_the_next_one() {
    long id = submit("a");
    long next = submit("b");
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(claim("w").jobId()).isEqualTo(id);
      application.clock.advance(JobClaims.LEASE);
    }

    assertThat(claim("w").jobId()).isEqualTo(next);
    assertThat(read(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void a_restart_queues_the_jobs_of_this_server_again_but_nobody_elses_and_keeps_their_pictures() {
    long mine = submit("a", 2);
    long theirs = submit("b");
    claims.record(claim("me"), image(mine, 0));
    claim("them");

    assertThat(claims.recover("me")).isEqualTo(1);

    assertThat(read(mine).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(read(theirs).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(library.ofJobs(List.of(mine)).get(mine)).hasSize(1);
    assertThat(claim("me").attempt()).isEqualTo(2);
  }
}
