/**
 * The networks of Stable Diffusion as TensorFlow graphs, built from a checkpoint's configuration.
 * Declares weights, but neither loads nor runs anything.
 */
package org.imagineer.inference.network;
