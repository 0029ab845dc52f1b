package org.imagineer.job;

/**
 * A worker's right to a job, until its lease ends or somebody else claims it.
 *
 * @param jobId which job
 * @param fence the fencing token: grows with every claim, and writes with an older one are refused
 * @param attempt which attempt this is, from 1
 */
public record Claim(long jobId, long fence, int attempt) {}
