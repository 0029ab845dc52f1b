package org.imagineer.web.settings;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.imagineer.model.ModelCatalog;
import org.imagineer.web.http.JsonBody;
import org.imagineer.web.settings.ConfigView.Limits;

/** The configuration, as far as everybody may know it. */
@Path("config")
@Produces(MediaType.APPLICATION_JSON)
public class ConfigResource {

  private static final Limits LIMITS =
      new Limits(2000, Integer.MAX_VALUE, 150, 64, 2048, 8, 30, 8, 4, JsonBody.MAX_BYTES);

  @Inject private ModelCatalog models;

  /** Defaults in force for the default model, and limits. */
  @GET
  public ConfigView get() {
    String model = models.defaultModel();
    return ConfigView.of(models.defaultsFor(model), model, LIMITS);
  }
}
