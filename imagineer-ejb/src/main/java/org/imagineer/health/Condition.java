package org.imagineer.health;

/**
 * The state of one thing the server needs.
 *
 * @param good whether it is as it should be
 * @param detail what was found, in one sentence
 */
public record Condition(boolean good, String detail) {}
