/**
 * What the server knows of its own condition.
 *
 * <p>Asks the other packages; none of them asks it.
 */
package org.imagineer.health;
