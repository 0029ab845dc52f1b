package org.imagineer.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may talk to this server: those it serves itself, and the listed origins.
 * Immutable.
 *
 * @param allowed origins such as {@code https://imagineer.example}, compared exactly
 */
public record Origins(Set<String> allowed) {

  private static final Set<String> DEVELOPMENT =
      Set.of(
          "http://localhost:3000",
          "http://localhost:5173",
          "http://127.0.0.1:3000",
          "http://127.0.0.1:5173");

  /**
   * @param listed comma separated origins, or null when not configured: none in production, the
   *     usual development servers otherwise
   */
  public static Origins configured(String listed, boolean production) {
    if (listed == null) {
      return new Origins(production ? Set.of() : DEVELOPMENT);
    }
    return new Origins(
        Arrays.stream(listed.split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether pages of this origin are listed. */
  public boolean allows(String origin) {
    return origin != null && allowed.contains(origin);
  }

  /**
   * Whether a browser says that a page of somebody else caused this request. Requests without the
   * browser's headers come from programs and are not foreign.
   */
  public boolean isForeign(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin != null) {
      return !allows(origin) && !isOwn(origin, HostName.of(request));
    }
    String site = request.getHeader("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static boolean isOwn(String origin, String host) {
    if (host == null) {
      return false;
    }
    try {
      URI uri = URI.create(origin);
      // Behind the tunnel the scheme here differs from the browser's, so only host and port count.
      return uri.getAuthority() != null
          && uri.getAuthority().toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }
}
