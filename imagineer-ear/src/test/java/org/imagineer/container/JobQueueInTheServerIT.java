package org.imagineer.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.InvalidRequestException;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobRequest;
import org.imagineer.model.ModelCatalog;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The services as the container wires them: injection, transactions of the server, the real data
 * source.
 */
@ExtendWith(ArquillianExtension.class)
public class JobQueueInTheServerIT {

  @Inject private JobQueue jobs;
  @Inject private ModelCatalog models;
  @Inject private UserTransaction transaction;

  @Deployment
  static EnterpriseArchive application() {
    return RealEar.with(JobQueueInTheServerIT.class);
  }

  @Test
  public void a_submitted_job_is_in_the_database_when_the_call_returns() throws Exception {
    awaitDemoModel();

    GenerationJob job = jobs.submit(JobRequest.of("a green hill"));

    assertEquals("a green hill", jobs.find(job.id()).orElseThrow().prompt());
    assertEquals(Status.STATUS_NO_TRANSACTION, transaction.getStatus());
  }

  @Test
  public void a_job_of_a_transaction_that_is_rolled_back_was_never_there() throws Exception {
    awaitDemoModel();
    transaction.begin();
    GenerationJob job = jobs.submit(JobRequest.of("a blue hill"));
    transaction.rollback();

    assertTrue(jobs.find(job.id()).isEmpty());
  }

  @Test
  public void a_request_against_the_rules_is_refused_with_their_words() throws Exception {
    awaitDemoModel();

    InvalidRequestException refused =
        assertThrows(InvalidRequestException.class, () -> jobs.submit(JobRequest.of("")));

    assertTrue(refused.getMessage().contains("Prompt is required"), refused.getMessage());
  }

  // The server converts the demo model when it first starts.
  private void awaitDemoModel() throws InterruptedException {
    for (int i = 0; i < 600 && !models.names().contains("demo"); i++) {
      Thread.sleep(100);
    }
    assertTrue(models.names().contains("demo"), "the demo model is ready");
  }
}
