package org.imagineer.web.job;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.IllegalJobStateException;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobStatus;
import org.imagineer.job.NoSuchJobException;
import org.imagineer.job.QueueCounts;
import org.imagineer.job.QueueView;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.Caller;
import org.imagineer.web.http.ErrorCode;
import org.imagineer.web.http.QueryValues;

/** The queue, single jobs, and their cancellation. */
@Path("jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {

  private static final int USUAL_HISTORY = 50;
  private static final int LONGEST_HISTORY = 200;

  @Inject private Caller caller;
  @Inject private JobQueue queue;
  @Inject private JobViews views;

  /** The queue; anonymous callers only learn how long it is. */
  @GET
  public JobListView list(@QueryParam("limit") String limit) {
    QueueCounts counts = queue.counts();
    if (!caller.isAdmin()) {
      return new JobListView(null, null, List.of(), List.of(), counts.queued(), counts.running());
    }
    int asked = QueryValues.integer(limit, USUAL_HISTORY);
    QueueView view = queue.queueView(Math.max(1, Math.min(asked, LONGEST_HISTORY)));
    List<JobView> running = views.list(view.running());
    return new JobListView(
        running.isEmpty() ? null : running.get(0),
        running.size() > 1 ? running.subList(1, running.size()) : null,
        views.list(view.queue()),
        views.list(view.history()),
        counts.queued(),
        counts.running());
  }

  /** One job. */
  @GET
  @Path("{id: [0-9]{1,18}}")
  public JobView get(@PathParam("id") long id) {
    caller.requireCreator();
    return views.alone(queue.find(id).orElseThrow(NoSuchJobException::new));
  }

  /**
   * Cancels: a waiting job at once (200), a running one within a step (202).
   *
   * @param ifQueued "true" leaves a running job alone (409)
   */
  @DELETE
  @Path("{id: [0-9]{1,18}}")
  public Response cancel(@PathParam("id") long id, @QueryParam("if_queued") String ifQueued) {
    caller.requireCreator();
    GenerationJob job = cancel(id, "true".equals(ifQueued));
    boolean stopping = job.status() == JobStatus.RUNNING;
    JobMessage answer =
        new JobMessage(stopping ? "Job is being cancelled" : "Job cancelled", views.alone(job));
    return Response.status(stopping ? 202 : 200).entity(answer).build();
  }

  private GenerationJob cancel(long id, boolean onlyQueued) {
    try {
      return onlyQueued ? queue.cancelIfQueued(id) : queue.cancel(id);
    } catch (IllegalJobStateException e) {
      throw new ApiException(
          e.status().finished() ? ErrorCode.JOB_FINISHED : ErrorCode.JOB_RUNNING);
    }
  }
}
