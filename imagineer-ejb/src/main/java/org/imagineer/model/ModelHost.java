package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.settings.Settings;

/** Keeps one model in memory, loaded once, and draws with it. */
@ApplicationScoped
public class ModelHost implements Artist {

  private ModelCatalog catalog;

  /** For the container's client proxy. */
  protected ModelHost() {}

  @Inject
  public ModelHost(Settings settings, ModelCatalog catalog) {
    this.catalog = catalog;
  }

  /** The name of the model in memory; any thread may ask. */
  public Optional<String> loaded() {
    return Optional.empty();
  }

  @Override
  public void prepare() {}

  @Override
  public GeneratedImage draw(String model, GenerationRequest request, GenerationListener listener) {
    throw new ModelUnavailableException("no model");
  }

  @Override
  public void close() {}
}
