package org.imagineer.job;

/** Event: there is a job to draw. A hint only; the table is the truth. */
public record JobQueued(long jobId) {}
