/**
 * The doors to the queue: asking for pictures, watching jobs, cancelling them. Reads requests and
 * writes answers; what a job is and may do is decided in {@code org.imagineer.job}.
 */
package org.imagineer.web.job;
