package org.imagineer.web.image;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.imagineer.image.Image;
import org.imagineer.image.ImageSearch;
import org.imagineer.image.Page;
import org.imagineer.web.http.Caller;

/** Lists of pictures, and what is known of each. */
@Path("images")
@Produces(MediaType.APPLICATION_JSON)
public class ImagesResource {

  @Inject private Caller caller;
  @Inject private ImageSearch search;
  @Inject private VisibleImages images;

  /** A page of pictures. */
  @GET
  public ImagePageView list(@Context UriInfo uri) {
    ImageQuery query = new ImageQuery(uri.getQueryParameters(), caller.isAdmin());
    boolean labels = query.labels();
    Page<Image> page =
        query
            .filter()
            .map(filter -> search.page(filter, query.page(), query.perPage()))
            .orElseGet(() -> new Page<>(List.of(), 0, query.page(), query.perPage()));
    return ImagePageView.of(page, image -> ImageView.of(image, caller.isAdmin(), labels));
  }

  /** One picture. */
  @GET
  @Path("{id: [0-9]{1,18}}")
  public ImageView get(@PathParam("id") long id, @Context UriInfo uri) {
    ImageQuery query = new ImageQuery(uri.getQueryParameters(), caller.isAdmin());
    return ImageView.of(images.byId(id), caller.isAdmin(), query.labels());
  }
}
