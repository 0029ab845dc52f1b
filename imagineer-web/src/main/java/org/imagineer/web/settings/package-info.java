/**
 * What clients need to know of the configuration: the values in force and the limits. Shows no
 * paths and no secrets.
 */
package org.imagineer.web.settings;
