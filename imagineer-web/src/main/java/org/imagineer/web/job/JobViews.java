package org.imagineer.web.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.job.GenerationJob;
import org.imagineer.job.JobProgress;
import org.imagineer.job.JobQueue;
import org.imagineer.job.ProgressBoard;

/** Gathers what a job's view shows beside the job: its pictures, its progress, its place. */
@ApplicationScoped
public class JobViews {

  @Inject private JobQueue queue;
  @Inject private ProgressBoard board;
  @Inject private ImageLibrary images;

  /** One job alone, with its place in the queue. */
  public JobView alone(GenerationJob job) {
    List<Image> drawn = images.ofJobs(List.of(job.id())).getOrDefault(job.id(), List.of());
    return JobView.alone(job, live(job), drawn, queue.position(job));
  }

  /** Jobs of a list, in its order. */
  public List<JobView> list(List<GenerationJob> jobs) {
    Map<Long, List<Image>> drawn = images.ofJobs(jobs.stream().map(GenerationJob::id).toList());
    return jobs.stream()
        .map(job -> JobView.of(job, live(job), drawn.getOrDefault(job.id(), List.of())))
        .toList();
  }

  private Optional<JobProgress> live(GenerationJob job) {
    // The board may still show a job whose end is already in its row.
    return job.status().finished() ? Optional.empty() : board.of(job.id());
  }
}
