package org.imagineer.database;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageSearch;
import org.imagineer.image.ImageStore;
import org.imagineer.job.JobClaims;
import org.imagineer.job.JobQueue;
import org.imagineer.job.ProgressBoard;
import org.imagineer.job.RequestResolver;
import org.imagineer.job.RequestRules;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelCatalog;
import org.imagineer.model.ModelJson;
import org.imagineer.settings.Settings;

/** The services on a real database, with the transactions they ask for; no server. */
public final class TestApplication implements AutoCloseable {

  private final EntityManagerFactory factory;
  private final SeContainer container;
  private final Map<String, String> values = new HashMap<>();
  public final SettableClock clock = new SettableClock();
  public final Settings settings;
  public final Transactions transactions;

  public TestApplication(DataSource database, Path home) {
    this(database, home, Map.of());
  }

  /**
   * @param configuration what is set beside the usual
   */
  public TestApplication(DataSource database, Path home, Map<String, String> configuration) {
    new Migrations(database).run();
    values.put("imagineer.home", home.toString());
    values.put("imagineer.max.pending", "30");
    values.putAll(configuration);
    settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    model("demo");
    factory =
        Persistence.createEntityManagerFactory(
            "imagineer",
            Map.of(
                "jakarta.persistence.transactionType",
                "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource",
                "",
                "jakarta.persistence.nonJtaDataSource",
                database));
    transactions = new Transactions(factory);
    container =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addBeanClasses(
                JobQueue.class,
                JobClaims.class,
                ImageLibrary.class,
                ImageSearch.class,
                ImageStore.class,
                LoraCatalog.class,
                ModelCatalog.class,
                ProgressBoard.class,
                RequestResolver.class,
                RequestRules.class,
                TransactionalInterceptor.class)
            .addExtensions(new Surroundings())
            .initialize();
  }

  /** What the server would offer. */
  private final class Surroundings implements Extension {

    void add(@Observes AfterBeanDiscovery discovery) {
      discovery
          .<EntityManager>addBean()
          .addType(EntityManager.class)
          .addQualifier(new AnnotationLiteral<ImagineerDatabase>() {})
          .scope(Singleton.class)
          .createWith(context -> transactions.entityManager());
      offer(discovery, Transactions.class, transactions);
      offer(discovery, Settings.class, settings);
      offer(discovery, Clock.class, clock);
    }

    private <T> void offer(AfterBeanDiscovery discovery, Class<T> type, T instance) {
      discovery.<T>addBean().addType(type).scope(Singleton.class).createWith(context -> instance);
    }
  }

  /** Puts a model package in place, as far as the queue looks at it. */
  public void model(String name) {
    try {
      Path folder = Files.createDirectories(settings.models().resolve(name));
      Files.writeString(folder.resolve("model.json"), ModelJson.COMPLETE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  @Override
  public void close() {
    container.close();
    factory.close();
  }
}
