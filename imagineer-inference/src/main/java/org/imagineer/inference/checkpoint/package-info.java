/**
 * Reads published Stable Diffusion weights, trusting nothing that a file says about itself. Touches
 * files and, to fetch them, web servers: builds no graph and calls no native code.
 */
package org.imagineer.inference.checkpoint;
