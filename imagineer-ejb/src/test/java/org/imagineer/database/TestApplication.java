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
import org.imagineer.model.ModelCatalog;
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
    new Migrations(database).run();
    values.put("imagineer.home", home.toString());
    values.put("imagineer.max.pending", "30");
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
                ModelCatalog.class,
                ProgressBoard.class,
                RequestResolver.class,
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
      Files.writeString(
          folder.resolve("model.json"),
          """
          {"format": 1, "precision": "float32", "source": {"name": "test", "sha256": ""},
            "sizes": {"latent_channels": 4, "latent_scale": 8, "scaling_factor": 0.18215,
              "context_length": 77, "context_width": 64, "text_layers": 2},
            "files": [{"path": "text_encoder/saved_model.pb", "bytes": 0}, {"path": "unet/saved_model.pb", "bytes": 0},
              {"path": "vae_encoder/saved_model.pb", "bytes": 0}, {"path": "vae_decoder/saved_model.pb", "bytes": 0}],
            "scheduler": {},
            "recommended": {"width": 128, "height": 128, "steps": 25, "guidance_scale": 5,
              "scheduler": "euler_a", "negative_prompt": ""}}
          """);
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
