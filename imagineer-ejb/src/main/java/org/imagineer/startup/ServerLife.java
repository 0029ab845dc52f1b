package org.imagineer.startup;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.imagineer.database.Migrations;
import org.imagineer.image.ImageStore;
import org.imagineer.job.JobWorker;
import org.imagineer.model.ModelHosts;
import org.imagineer.settings.ProductionGuard;
import org.imagineer.settings.Settings;

/**
 * Starts and stops what Imagineer does by itself. A startup singleton: the container runs it before
 * the first request, and does not start the application if it fails. It manages no transaction,
 * since Flyway commits its own.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
@ManagedExecutorDefinition(name = ServerLife.LANES)
public class ServerLife {

  /** The executor of the threads that draw; the worker takes as many as it has lanes. */
  static final String LANES = "java:app/concurrent/lanes";

  private static final System.Logger LOG = System.getLogger(ServerLife.class.getName());

  @Resource(lookup = "jdbc/imagineer")
  private DataSource database;

  @Resource(lookup = LANES)
  private ManagedExecutorService lanes;

  @Resource private ManagedScheduledExecutorService heartbeats;

  @Inject private Settings settings;
  @Inject private ProductionGuard guard;
  @Inject private ModelHosts models;
  @Inject private ImageStore store;
  @Inject private JobWorker worker;

  /** Each step needs what the ones before it have made. */
  @PostConstruct
  void start() {
    try {
      guard.check();
      models.check();
      createFolders();
      new Migrations(database).run();
      store.sweep();
      worker.start(lanes, heartbeats);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Imagineer cannot start: " + e.getMessage());
      throw new IllegalStateException("Imagineer cannot start: " + e.getMessage(), e);
    }
  }

  @PreDestroy
  void stop() {
    worker.stop();
  }

  private void createFolders() throws IOException {
    for (Path folder :
        List.of(
            settings.models(),
            settings.loras(),
            settings.embeddings(),
            settings.images(),
            settings.thumbnails())) {
      Files.createDirectories(folder);
    }
  }
}
