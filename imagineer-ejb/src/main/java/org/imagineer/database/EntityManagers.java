package org.imagineer.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Offers the entity manager of the running transaction for injection. */
@ApplicationScoped
class EntityManagers {

  @PersistenceContext(unitName = "imagineer")
  private EntityManager entityManager;

  /** Safe to share between threads: each call works in the caller's transaction. */
  @Produces
  @ImagineerDatabase
  EntityManager entityManager() {
    return entityManager;
  }
}
