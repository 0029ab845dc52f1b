package org.imagineer.web.model;

import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.model.ModelCatalog;

/** The names that a generation request may use. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {

  /** All models, broken ones included. */
  public record Models(List<ModelView> models) {}

  /** A scheduler by its name in requests and the name people know. */
  public record SchedulerView(
      String name, String label, @JsonbProperty("default") boolean isDefault) {}

  /** All schedulers, and which one the default model's requests get. */
  public record Schedulers(
      List<SchedulerView> schedulers, @JsonbProperty("default") String usual) {}

  @Inject private ModelCatalog catalog;

  /** The models on disk. */
  @GET
  @Path("models")
  public Models models() {
    return new Models(catalog.entries().stream().map(ModelView::of).toList());
  }

  /** The samplers on offer. */
  @GET
  @Path("schedulers")
  public Schedulers schedulers() {
    String usual = catalog.defaultsFor(catalog.defaultModel()).scheduler();
    return new Schedulers(
        Arrays.stream(SchedulerKind.values())
            .map(kind -> new SchedulerView(kind.id(), kind.label(), kind.id().equals(usual)))
            .toList(),
        usual);
  }
}
