package org.imagineer.job;

/**
 * How many jobs are in which part of their life.
 *
 * @param finished completed, failed and cancelled ones
 */
public record QueueCounts(long queued, long running, long finished) {}
