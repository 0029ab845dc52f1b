package org.imagineer.web.image;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.imagineer.image.ImageFilter;
import org.imagineer.image.ImageFilter.Order;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.Visibility;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.Moments;
import org.imagineer.web.http.QueryValues;

/** The query of a picture list. Page numbers are read leniently, filters strictly. */
final class ImageQuery {

  private static final int USUAL_PER_PAGE = 20;

  private final MultivaluedMap<String, String> query;
  private final boolean admin;

  /**
   * @param admin whether the caller may see all pictures
   */
  ImageQuery(MultivaluedMap<String, String> query, boolean admin) {
    this.query = query;
    this.admin = admin;
  }

  /**
   * What to list; empty if by what is asked there can be no picture that the caller may see.
   *
   * @throws ApiException 400 naming the parameter that cannot be understood
   */
  Optional<ImageFilter> filter() {
    Optional<Visibility> visibility = visibility();
    ImageFilter filter =
        new ImageFilter(
            visibility.orElse(Visibility.PUBLIC),
            nsfw(),
            text("q").map(q -> Arrays.asList(q.split("\\s+"))).orElse(List.of()),
            text("model"),
            text("lora"),
            read("job_id", Long::valueOf),
            read("date_from", Moments::start),
            read("date_to", Moments::end),
            choice("sort", Order.class).orElse(Order.NEWEST));
    boolean possible = visibility.isPresent() && text("album").isEmpty();
    return possible && ownerCanMatch() ? Optional.of(filter) : Optional.empty();
  }

  /** Page number, from 1. */
  int page() {
    return Math.max(1, QueryValues.integer(query.getFirst("page"), 1));
  }

  /** Page size: the usual one if none or none possible is asked for, else at most the largest. */
  int perPage() {
    int asked = QueryValues.integer(query.getFirst("per_page"), USUAL_PER_PAGE);
    return asked < 1 ? USUAL_PER_PAGE : Math.min(asked, ImageLibrary.MAX_PER_PAGE);
  }

  /** Whether labels are wanted with each picture. */
  boolean labels() {
    return read("include", ImageQuery::labels).isPresent();
  }

  private static Boolean labels(String include) {
    if (!include.equals("labels")) {
      throw new IllegalArgumentException(include);
    }
    return true;
  }

  private Optional<Visibility> visibility() {
    String asked = text("visibility").orElse("public");
    return switch (asked) {
      case "public" -> Optional.of(Visibility.PUBLIC);
      case "all" -> Optional.of(admin ? Visibility.ALL : Visibility.PUBLIC);
      // All pictures are the local administrator's own; nobody else has any.
      case "mine" -> admin ? Optional.of(Visibility.ALL) : Optional.empty();
      case "private" -> admin ? Optional.of(Visibility.PRIVATE) : Optional.empty();
      default -> throw invalid("visibility");
    };
  }

  private boolean ownerCanMatch() {
    Optional<String> owner = text("owner");
    return owner.isEmpty() || admin && owner.get().equals("me");
  }

  private Optional<Boolean> nsfw() {
    Optional<Boolean> marked = read("is_nsfw", ImageQuery::flag);
    boolean hide = read("nsfw", ImageQuery::hides).orElse(false);
    return marked.isEmpty() && hide ? Optional.of(false) : marked;
  }

  private static Boolean hides(String nsfw) {
    return switch (nsfw) {
      case "show" -> false;
      case "hide" -> true;
      default -> throw new IllegalArgumentException(nsfw);
    };
  }

  private static Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return read(
        name,
        text -> {
          if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(text);
          }
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
  }

  private <T> Optional<T> read(String name, Function<String, T> parse) {
    try {
      return text(name).map(parse);
    } catch (IllegalArgumentException e) {
      throw invalid(name);
    }
  }

  private Optional<String> text(String name) {
    Optional<String> text =
        Optional.ofNullable(query.getFirst(name)).map(String::strip).filter(t -> !t.isEmpty());
    // PostgreSQL knows no such character, so nothing could ever match.
    if (text.filter(t -> t.indexOf(0) >= 0).isPresent()) {
      throw invalid(name);
    }
    return text;
  }

  private static ApiException invalid(String name) {
    return ApiException.validation(name, "Invalid %s value".formatted(name));
  }
}
