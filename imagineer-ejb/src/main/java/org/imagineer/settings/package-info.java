/**
 * What the owner may set, read once at start from MicroProfile Config and the environment.
 *
 * <p>Knows no other package of the application; every other one may ask it.
 */
package org.imagineer.settings;
