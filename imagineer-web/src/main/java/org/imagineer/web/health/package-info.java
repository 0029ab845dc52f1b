/**
 * Whether the server lives, is ready, and what it is doing. Words {@code org.imagineer.health} for
 * MicroProfile Health and for clients; measures nothing itself.
 */
package org.imagineer.web.health;
