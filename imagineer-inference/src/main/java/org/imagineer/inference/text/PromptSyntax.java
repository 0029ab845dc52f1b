package org.imagineer.inference.text;

/** How a prompt's text is read. */
public enum PromptSyntax {

  /**
   * As AUTOMATIC1111's web UI reads it: attention, prompt editing, alternation, BREAK, embeddings
   * by their names, and any number of tokens.
   */
  A1111,

  /**
   * As diffusers' pipelines read it: every character stands for itself, and what exceeds the
   * model's context is cut off.
   */
  PLAIN
}
