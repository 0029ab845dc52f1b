/**
 * Reads published Stable Diffusion weights, trusting nothing that a file says about itself. Touches
 * files only: builds no graph and calls no native code.
 */
package org.imagineer.inference.checkpoint;
