package org.imagineer.job;

import java.util.List;

/**
 * The queue at one moment.
 *
 * @param running the jobs that are drawn, as many as there are lanes at most, the oldest first
 * @param queue waiting jobs, next first
 * @param history finished jobs, newest first
 */
public record QueueView(
    List<GenerationJob> running, List<GenerationJob> queue, List<GenerationJob> history) {}
