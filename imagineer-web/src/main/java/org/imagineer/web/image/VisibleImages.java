package org.imagineer.web.image;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.Caller;
import org.imagineer.web.http.ErrorCode;

/** The pictures as far as the caller may see them. */
@RequestScoped
public class VisibleImages {

  @Inject private ImageLibrary library;
  @Inject private Caller caller;

  /**
   * The picture of this id.
   *
   * @throws ApiException 404 if there is none, or it is private and not the caller's
   */
  public Image byId(long id) {
    return find(id).orElseThrow(() -> new ApiException(ErrorCode.IMAGE_NOT_FOUND));
  }

  /** Whether there is a picture of this id that the caller may see. */
  public boolean isVisible(long id) {
    return find(id).isPresent();
  }

  private Optional<Image> find(long id) {
    return library.find(id).filter(image -> image.isPublic() || caller.isAdmin());
  }
}
