/**
 * The benchmark: how fast this machine draws, part by part, and how much of what it can do that is.
 * May use the whole engine but the command line; only the command line uses it.
 */
package org.imagineer.inference.bench;
