package org.imagineer.web.job;

/** What became of a job, in words and as it is now. */
public record JobMessage(String message, JobView job) {}
