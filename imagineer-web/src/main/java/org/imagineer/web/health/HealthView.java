package org.imagineer.web.health;

import jakarta.json.bind.annotation.JsonbNillable;

/**
 * What the process is and does.
 *
 * @param queueSize how many jobs are waiting
 * @param currentJob whether one is drawn
 * @param totalCompleted all finished jobs, failed and cancelled ones too
 * @param environment development or production
 */
public record HealthView(
    String status,
    long queueSize,
    boolean currentJob,
    long totalCompleted,
    String version,
    @JsonbNillable String gitCommit,
    String startedAt,
    String environment,
    String branch) {}
