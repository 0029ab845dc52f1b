/**
 * The queue of generations: what was asked for, who draws it, how far it is.
 *
 * <p>Touches images, models and settings; they know nothing of jobs.
 */
package org.imagineer.job;
