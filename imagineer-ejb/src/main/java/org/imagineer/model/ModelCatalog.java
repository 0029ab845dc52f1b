package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.imagineer.inference.savedmodel.ModelDescription.Recommended;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.settings.GenerationDefaults;
import org.imagineer.settings.Settings;

/**
 * The models in the models folder, and what became of them. Looks into the folder at every call, so
 * that a package put there by hand is known at once. Safe for use by many threads.
 */
@ApplicationScoped
public class ModelCatalog {

  /** The name of the model that is bundled. */
  public static final String DEMO = "demo";

  private Settings settings;
  private ModelFolder folder;

  /** What happened to models since the start; a model that is not in it is unloaded. */
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();

  /** The model that each lane has in memory, by the lane's number. */
  private final Map<Integer, String> held = new ConcurrentHashMap<>();

  private record Fate(ModelState state, Optional<String> reason) {}

  /** For the container's client proxy. */
  protected ModelCatalog() {}

  @Inject
  public ModelCatalog(Settings settings) {
    this.settings = settings;
    this.folder = new ModelFolder(settings.models());
  }

  /** Every model, broken ones included, by name. */
  public List<ModelEntry> entries() {
    List<String> packages = folder.packages();
    TreeSet<String> all = new TreeSet<>(fates.keySet());
    all.addAll(packages);
    String first = defaultOf(packages);
    return all.stream().map(name -> entry(name, packages, name.equals(first))).toList();
  }

  private ModelEntry entry(String name, List<String> packages, boolean isDefault) {
    Fate fate = fate(name);
    Recommended recommended = Recommended.NOTHING;
    if (packages.contains(name)) {
      try {
        recommended = ModelPackage.read(folder.of(name)).description().recommended();
      } catch (UncheckedIOException e) {
        fate = new Fate(ModelState.FAILED, Optional.of(settings.withoutFolders(e.getMessage())));
      }
    }
    return new ModelEntry(
        name, fate.state(), fate.reason(), recommended, folder.size(name), isDefault);
  }

  /** What one lane has in memory can be used, whatever became of it in another. */
  private Fate fate(String name) {
    return held.containsValue(name)
        ? new Fate(ModelState.LOADED, Optional.empty())
        : fates.getOrDefault(name, new Fate(ModelState.UNLOADED, Optional.empty()));
  }

  /** The names that a request may ask for, sorted: complete packages. */
  public List<String> names() {
    return folder.packages();
  }

  /** The model of requests that name none: as configured, else the only one, else "demo". */
  public String defaultModel() {
    return defaultOf(folder.packages());
  }

  /**
   * {@link #defaultModel}, if it can be used.
   *
   * @throws ModelUnavailableException if it is not there, is still being made, or is broken
   */
  public String usableDefault() {
    String name = defaultModel();
    Fate fate = fate(name);
    if (fate.state() == ModelState.FAILED) {
      throw new ModelUnavailableException(
          "The model '%s' cannot be used: %s".formatted(name, fate.reason().orElse("unknown")));
    }
    if (!folder.packages().contains(name)) {
      throw new ModelUnavailableException("The model '%s' is not ready yet".formatted(name));
    }
    return name;
  }

  /** The values in force for a model's requests; an unknown or unreadable one recommends none. */
  public GenerationDefaults defaultsFor(String model) {
    try {
      return folder.packages().contains(model)
          ? settings
              .generation()
              .preferring(ModelPackage.read(folder.of(model)).description().recommended())
          : settings.generation();
    } catch (UncheckedIOException e) {
      return settings.generation();
    }
  }

  /** Channels of a token's embedding in a model; empty for an unknown or unreadable one. */
  public OptionalInt contextWidth(String model) {
    try {
      return folder.packages().contains(model)
          ? OptionalInt.of(ModelPackage.read(folder.of(model)).description().sizes().contextWidth())
          : OptionalInt.empty();
    } catch (UncheckedIOException e) {
      return OptionalInt.empty();
    }
  }

  void mark(String model, ModelState state) {
    fates.put(model, new Fate(state, Optional.empty()));
  }

  /** Notes that a lane has a model in memory, from now on. */
  void holds(int lane, String model) {
    held.put(lane, model);
    mark(model, ModelState.UNLOADED); // once no lane holds it any more
  }

  /** Notes that a lane has no model in memory any more. */
  void letsGo(int lane) {
    held.remove(lane);
  }

  /** Notes why a model cannot be used. @return the reason as it may be told to anybody */
  String failed(String model, Throwable failure) {
    String reason = settings.withoutFolders(String.valueOf(failure.getMessage()));
    fates.put(model, new Fate(ModelState.FAILED, Optional.of(reason)));
    return reason;
  }

  private String defaultOf(List<String> packages) {
    return settings.defaultModel().orElse(packages.size() == 1 ? packages.get(0) : DEMO);
  }
}
