package org.imagineer.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobWorker;
import org.imagineer.model.ModelCatalog;
import org.imagineer.model.ModelEntry;
import org.imagineer.model.ModelState;
import org.imagineer.settings.Settings;

/** Answers what readiness is made of. Every method answers quickly and throws nothing. */
@ApplicationScoped
public class ServerHealth {

  private Settings settings;
  private JobQueue queue;
  private JobWorker worker;
  private ModelCatalog models;

  /** For the container's client proxy. */
  protected ServerHealth() {}

  @Inject
  public ServerHealth(Settings settings, JobQueue queue, JobWorker worker, ModelCatalog models) {
    this.settings = settings;
    this.queue = queue;
    this.worker = worker;
    this.models = models;
  }

  /** Whether the database answers. */
  public Condition database() {
    try {
      return new Condition(true, queue.counts().queued() + " jobs are waiting");
    } catch (RuntimeException e) {
      return new Condition(false, "the database does not answer");
    }
  }

  /** Whether a model is in memory. */
  public Condition model() {
    Optional<ModelEntry> loaded =
        models.entries().stream().filter(model -> model.state() == ModelState.LOADED).findFirst();
    return loaded
        .map(model -> new Condition(true, model.name() + " is loaded"))
        .orElseGet(() -> new Condition(false, "no model is loaded: " + whyNot()));
  }

  private String whyNot() {
    return models.entries().stream()
        .filter(ModelEntry::isDefault)
        .findFirst()
        .map(model -> model.name() + " " + model.reason().orElse("is not ready yet"))
        .orElse(models.defaultModel() + " is not there");
  }

  /** Whether there is room for more pictures. */
  public Condition diskSpace() {
    try {
      long free = Files.getFileStore(settings.home()).getUsableSpace();
      return new Condition(free >= settings.minimumFreeBytes(), free + " bytes are free");
    } catch (IOException e) {
      return new Condition(false, "the data folder cannot be reached");
    }
  }

  /** Whether the worker that draws is alive. */
  public Condition worker() {
    boolean alive = worker.alive();
    return new Condition(alive, alive ? "it draws or waits" : "it does not run");
  }
}
