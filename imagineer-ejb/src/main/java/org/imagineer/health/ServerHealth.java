package org.imagineer.health;

import jakarta.enterprise.context.ApplicationScoped;

/** Answers what readiness is made of. Every method answers quickly and throws nothing. */
@ApplicationScoped
public class ServerHealth {

  /** Whether the database answers. */
  public Condition database() {
    return new Condition(false, "");
  }

  /** Whether the default model is in memory. */
  public Condition model() {
    return new Condition(false, "");
  }

  /** Whether there is room for more pictures. */
  public Condition diskSpace() {
    return new Condition(false, "");
  }

  /** Whether the worker that draws is alive. */
  public Condition worker() {
    return new Condition(false, "");
  }
}
