package org.imagineer.web.job;

import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;

/**
 * The queue as clients see it.
 *
 * @param current the job that is drawn, or null
 * @param queue waiting jobs, next first
 * @param history finished jobs, newest first
 * @param queueLength how many are waiting, whoever asked for them
 * @param running how many are drawn, whoever asked for them
 */
public record JobListView(
    @JsonbNillable JobView current,
    List<JobView> queue,
    List<JobView> history,
    long queueLength,
    long running) {}
