/**
 * Which models there are, and the one that is kept in memory.
 *
 * <p>Touches the models folder, the settings and the inference library; knows no jobs, no database.
 */
package org.imagineer.model;
