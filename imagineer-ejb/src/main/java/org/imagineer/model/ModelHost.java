package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.imagineer.inference.Addons;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.text.EmbeddingFolder;
import org.imagineer.settings.Settings;

/**
 * Keeps one model in memory. It is loaded once and stays until another one is asked for; everything
 * here happens on the thread that draws.
 */
@ApplicationScoped
public class ModelHost implements Artist {

  private static final System.Logger LOG = System.getLogger(ModelHost.class.getName());

  private ModelFolder folder;
  private ModelCatalog catalog;
  private ModelImports imports;
  private Addons addons;
  private StableDiffusion resident;

  /** For the container's client proxy. */
  protected ModelHost() {}

  @Inject
  public ModelHost(
      Settings settings, ModelCatalog catalog, ModelImports imports, LoraCatalog loras) {
    this.folder = new ModelFolder(settings.models());
    this.catalog = catalog;
    this.imports = imports;
    this.addons = new Addons(loras.folder(), EmbeddingFolder.at(settings.embeddings()));
  }

  /** Converts what is new, then loads the default model. What fails is noted in the catalogue. */
  @Override
  public void prepare() {
    imports.convertNew();
    try {
      load(catalog.usableDefault());
    } catch (ModelUnavailableException e) {
      LOG.log(System.Logger.Level.ERROR, e.getMessage(), e);
    }
  }

  @Override
  public GeneratedImage draw(String model, GenerationRequest request, GenerationListener listener) {
    if (resident == null || !resident.model().name().equals(model)) {
      load(model);
    }
    return resident.generate(request, listener);
  }

  private void load(String model) {
    if (!folder.packages().contains(model)) {
      throw new ModelUnavailableException("There is no model '%s'".formatted(model));
    }
    // Two models might not fit into memory: the old one goes first.
    close();
    catalog.mark(model, ModelState.LOADING);
    try {
      resident = StableDiffusion.open(folder.of(model), addons, Precision.FLOAT32);
      catalog.mark(model, ModelState.LOADED);
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      throw new ModelUnavailableException(
          "The model '%s' cannot be loaded: %s".formatted(model, catalog.failed(model, e)), e);
    }
  }

  @Override
  public void close() {
    if (resident != null) {
      catalog.mark(resident.model().name(), ModelState.UNLOADED);
      resident.close();
      resident = null;
    }
  }
}
