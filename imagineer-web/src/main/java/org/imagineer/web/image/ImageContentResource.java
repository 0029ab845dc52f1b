package org.imagineer.web.image;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.imagineer.image.Image;
import org.imagineer.image.ImageStore;
import org.imagineer.image.Thumbnails;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.ErrorCode;
import org.imagineer.web.http.FileDelivery;

/** The pictures themselves. */
@Path("images")
public class ImageContentResource {

  @Inject private VisibleImages images;
  @Inject private ImageStore store;
  @Inject private Thumbnails thumbnails;
  @Context private Request request;
  @Context private HttpHeaders headers;

  /** The picture as it was made. */
  @GET
  @Path("{id: [0-9]{1,18}}/file")
  public Response file(@PathParam("id") long id) throws IOException {
    Image image = images.byId(id);
    return deliver(
        new FileDelivery(
            store.file(image),
            image.mimeType(),
            image.sha256(),
            image.createdAt(),
            image.filename(),
            caching(image)));
  }

  /** A copy within 300x300 pixels, WebP. */
  @GET
  @Path("{id: [0-9]{1,18}}/thumbnail")
  public Response thumbnail(@PathParam("id") long id) throws IOException {
    Image image = images.byId(id);
    try {
      java.nio.file.Path file = thumbnails.of(image);
      Instant made = Files.getLastModifiedTime(file).toInstant();
      // Made again it may differ, so the tag tells which making of it this is.
      String tag = "%s-%x".formatted(image.sha256(), made.toEpochMilli());
      String name = image.filename().replaceFirst("\\.[^.]*$", "") + "-thumbnail.webp";
      return deliver(new FileDelivery(file, "image/webp", tag, made, name, caching(image)));
    } catch (NoSuchFileException gone) {
      throw new ApiException(ErrorCode.IMAGE_NOT_FOUND);
    }
  }

  private Response deliver(FileDelivery file) throws IOException {
    try {
      return file.answer(request.getMethod(), headers);
    } catch (NoSuchFileException gone) {
      throw new ApiException(ErrorCode.IMAGE_NOT_FOUND);
    }
  }

  private static String caching(Image image) {
    return image.isPublic() ? "public, max-age=31536000, immutable" : "private, no-cache";
  }
}
