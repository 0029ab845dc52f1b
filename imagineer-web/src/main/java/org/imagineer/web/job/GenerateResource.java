package org.imagineer.web.job;

import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobRequest;
import org.imagineer.job.RequestRules;
import org.imagineer.web.http.Caller;
import org.imagineer.web.http.JsonBody;
import org.imagineer.web.image.VisibleImages;

/** Takes a wish for pictures and queues it; nothing slow happens here. */
@Path("generate")
@Produces(MediaType.APPLICATION_JSON)
public class GenerateResource {

  @Inject private Caller caller;
  @Inject private RequestRules rules;
  @Inject private VisibleImages images;
  @Inject private JobQueue queue;
  @Inject private JobViews views;

  /**
   * Queues a generation: 201 with the job and where to watch it.
   *
   * @param type checked here and not by JAX-RS, so that strangers learn of 401 before 415
   */
  @POST
  public Response generate(@HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, InputStream body)
      throws IOException {
    caller.requireCreator();
    JobRequest request =
        GenerateForm.read(
            JsonBody.read(type, body), wish -> rules.violations(wish, images::isVisible));
    JobView job = views.alone(queue.submit(request));
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, "/api/jobs/" + job.id())
        .entity(job)
        .build();
  }
}
