package org.imagineer.inference.text;

/**
 * How long a prompt is. Start, end and padding do not count, but the rest of a chunk that {@code
 * BREAK} or the comma rule closed early does, as in A1111's counter.
 *
 * @param tokens that the prompt takes
 * @param limit tokens that fit into the chunks it takes, such as 75 or 150; in {@link
 *     PromptSyntax#PLAIN} tokens beyond it have no effect
 */
public record PromptTokens(int tokens, int limit) {}
