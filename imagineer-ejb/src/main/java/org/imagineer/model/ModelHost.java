package org.imagineer.model;

import java.util.List;
import org.imagineer.inference.Addons;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.Outcome;
import org.imagineer.inference.StableDiffusion;
import org.imagineer.inference.savedmodel.Device;
import org.imagineer.inference.savedmodel.Precision;

/**
 * Keeps one model in the memory of one device. It is loaded once and stays until another one is
 * asked for; nobody else touches it, so LoRAs can be merged into it. Everything here happens on the
 * thread of one lane.
 */
final class ModelHost implements Artist {

  private static final System.Logger LOG = System.getLogger(ModelHost.class.getName());

  private final int lane;
  private final Surroundings surroundings;
  private final Device device;
  private final Precision precision;
  private StableDiffusion resident;

  /** What the hosts of all lanes share. */
  record Surroundings(ModelFolder folder, ModelCatalog catalog, Addons addons) {}

  /**
   * @param lane its number, from 0
   */
  ModelHost(int lane, Surroundings surroundings, Device device, Precision precision) {
    this.lane = lane;
    this.surroundings = surroundings;
    this.device = device;
    this.precision = precision;
  }

  /** Loads the default model. If that fails, the catalogue says why. */
  @Override
  public void prepare() {
    try {
      load(surroundings.catalog().usableDefault());
    } catch (ModelUnavailableException e) {
      LOG.log(System.Logger.Level.ERROR, e.getMessage(), e);
    }
  }

  @Override
  public List<Outcome> draw(
      String model, List<GenerationRequest> requests, List<GenerationListener> listeners) {
    return resident(model).generateTogether(requests, listeners);
  }

  private StableDiffusion resident(String model) {
    if (resident == null || !resident.model().name().equals(model)) {
      load(model);
    }
    return resident;
  }

  private void load(String model) {
    if (!surroundings.folder().packages().contains(model)) {
      throw new ModelUnavailableException("There is no model '%s'".formatted(model));
    }
    // Two models might not fit into memory: the old one goes first.
    close();
    ModelCatalog catalog = surroundings.catalog();
    catalog.mark(model, ModelState.LOADING);
    try {
      resident =
          StableDiffusion.open(
              surroundings.folder().of(model), surroundings.addons(), device, precision);
      catalog.holds(lane, model);
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      throw new ModelUnavailableException(
          "The model '%s' cannot be loaded: %s".formatted(model, catalog.failed(model, e)), e);
    }
  }

  @Override
  public void close() {
    if (resident != null) {
      surroundings.catalog().letsGo(lane);
      resident.close();
      resident = null;
    }
  }
}
