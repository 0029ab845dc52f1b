package org.imagineer.web.health;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.imagineer.job.JobQueue;
import org.imagineer.job.QueueCounts;
import org.imagineer.settings.Settings;
import org.imagineer.web.http.BuildInfo;
import org.imagineer.web.http.UtcTime;

/** The process at a glance, for people and their scripts; readiness is MicroProfile Health's. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

  @Inject private JobQueue queue;
  @Inject private Settings settings;
  @Inject private BuildInfo build;

  /** 200 whenever the server serves. */
  @GET
  public HealthView get() {
    QueueCounts counts = queue.counts();
    return new HealthView(
        "ok",
        counts.queued(),
        counts.running() > 0,
        counts.finished(),
        build.version(),
        build.commit().orElse(null),
        UtcTime.text(build.startedAt()),
        settings.mode().name().toLowerCase(Locale.ROOT),
        build.branch());
  }
}
