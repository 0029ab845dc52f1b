/**
 * Noise schedules, samplers and the noise they draw: the mathematics of diffusion on plain arrays.
 * Knows nothing of networks or files.
 */
package org.imagineer.inference.schedule;
