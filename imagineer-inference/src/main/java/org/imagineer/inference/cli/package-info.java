/**
 * The command line behind {@code ./imagineer}: parses options, shows progress, prints results. May
 * use the whole inference library; nothing uses it.
 */
package org.imagineer.inference.cli;
