/**
 * What happens, in which order, when the server starts and stops.
 *
 * <p>Touches every package; none knows it.
 */
package org.imagineer.startup;
