package org.imagineer.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.Addons;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.savedmodel.PrecisionProbe;
import org.imagineer.inference.text.EmbeddingFolder;
import org.imagineer.settings.Settings;

/** A {@link ModelHost} for each device that the settings choose. */
@ApplicationScoped
public class ModelHosts implements Artists {

  private static final System.Logger LOG = System.getLogger(ModelHosts.class.getName());

  private Settings settings;
  private ModelCatalog catalog;
  private ModelImports imports;
  private Addons addons;

  /** For the container's client proxy. */
  protected ModelHosts() {}

  @Inject
  public ModelHosts(
      Settings settings, ModelCatalog catalog, ModelImports imports, LoraCatalog loras) {
    this.settings = settings;
    this.catalog = catalog;
    this.imports = imports;
    this.addons = new Addons(loras.folder(), EmbeddingFolder.at(settings.embeddings()));
  }

  /**
   * Looks for a GPU where the settings ask for one; otherwise quick, since TensorFlow is left
   * alone.
   *
   * @throws IllegalArgumentException if it is not there, saying what to do
   */
  public void check() {
    if (settings.device().needsGpu()) {
      settings.device().devices();
    }
  }

  /** Converts new checkpoints first; what fails is noted in the catalogue. */
  @Override
  public List<Artist> assemble() {
    imports.convertNew();
    List<Artist> all = new ArrayList<>();
    for (Device device : settings.device().devices()) {
      Precision precision =
          settings.precision().on(device, () -> PrecisionProbe.fastest(settings.home()));
      LOG.log(
          System.Logger.Level.INFO, "lane {0} draws on {1} in {2}", all.size(), device, precision);
      all.add(
          new ModelHost(
              all.size(),
              new ModelHost.Surroundings(new ModelFolder(settings.models()), catalog, addons),
              device,
              precision));
    }
    return all;
  }
}
