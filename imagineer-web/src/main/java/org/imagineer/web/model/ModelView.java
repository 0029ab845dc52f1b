package org.imagineer.web.model;

import jakarta.json.bind.annotation.JsonbProperty;
import java.util.Locale;
import org.imagineer.model.ModelEntry;
import org.imagineer.model.ModelState;

/**
 * A model as clients see it.
 *
 * @param type the family of networks it belongs to
 * @param state unloaded, loading, loaded or failed
 */
public record ModelView(
    String name,
    String type,
    String state,
    boolean loaded,
    @JsonbProperty("default") boolean isDefault,
    long sizeBytes) {

  /** The view of one catalogue entry. */
  public static ModelView of(ModelEntry model) {
    return new ModelView(
        model.name(),
        "sd15",
        model.state().name().toLowerCase(Locale.ROOT),
        model.state() == ModelState.LOADED,
        model.isDefault(),
        model.sizeBytes());
  }
}
