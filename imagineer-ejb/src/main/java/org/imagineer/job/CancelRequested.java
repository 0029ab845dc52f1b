package org.imagineer.job;

/** Event: a running job's worker should stop. A hint only; the table is the truth. */
public record CancelRequested(long jobId) {}
