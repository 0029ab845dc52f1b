package org.imagineer.web.image;

import java.util.List;
import java.util.function.Function;
import org.imagineer.image.Image;
import org.imagineer.image.Page;

/** A page of pictures; {@code pages} is 0 when there are none. */
public record ImagePageView(List<ImageView> images, long total, int page, int perPage, int pages) {

  /** The view of a page, with this view of each picture. */
  public static ImagePageView of(Page<Image> page, Function<Image, ImageView> view) {
    return new ImagePageView(
        page.items().stream().map(view).toList(),
        page.total(),
        page.page(),
        page.perPage(),
        page.pages());
  }
}
