package org.imagineer.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Does what the container does: one transaction and one entity manager per thread and call. */
public final class Transactions {

  private final EntityManagerFactory factory;
  private final ThreadLocal<EntityManager> current = new ThreadLocal<>();

  public Transactions(EntityManagerFactory factory) {
    this.factory = factory;
  }

  /**
   * Runs in the current transaction, or in one of its own that an exception rolls back.
   *
   * @param harmless exceptions after which a transaction of its own is committed all the same
   */
  public <T> T in(Callable<T> work, Class<?>... harmless) throws Exception {
    if (current.get() != null) {
      return work.call();
    }
    EntityManager em = factory.createEntityManager();
    current.set(em);
    try {
      em.getTransaction().begin();
      T result = work.call();
      em.getTransaction().commit();
      return result;
    } catch (Exception e) {
      if (Stream.of(harmless).anyMatch(type -> type.isInstance(e))) {
        em.getTransaction().commit();
      }
      throw e;
    } finally {
      current.remove();
      if (em.getTransaction().isActive()) {
        em.getTransaction().rollback();
      }
      em.close();
    }
  }

  /** The current transaction's entity manager, as the container injects it. */
  public EntityManager entityManager() {
    return (EntityManager)
        Proxy.newProxyInstance(
            EntityManager.class.getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (proxy, method, args) -> {
              if (current.get() == null) {
                throw new IllegalStateException("no transaction");
              }
              try {
                return method.invoke(current.get(), args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
