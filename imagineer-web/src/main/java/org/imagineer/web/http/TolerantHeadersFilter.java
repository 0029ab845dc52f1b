package org.imagineer.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

/**
 * Keeps headers that cannot be understood from becoming errors before a resource sees them. Each
 * route has one representation, so whatever the client accepts it gets that one, never 406; a
 * Content-Type that is none counts as not sent.
 */
public class TolerantHeadersFilter extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new TolerantRequest(request), response);
  }

  private static final class TolerantRequest extends HttpServletRequestWrapper {

    TolerantRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getHeader(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "accept" -> MediaType.WILDCARD;
        case "accept-language" -> null;
        case "content-type" -> getContentType();
        default -> super.getHeader(name);
      };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "accept", "accept-language", "content-type" -> {
          String value = getHeader(name);
          yield Collections.enumeration(value == null ? List.of() : List.of(value));
        }
        default -> super.getHeaders(name);
      };
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names =
          Collections.list(super.getHeaderNames()).stream()
              .filter(name -> getHeader(name) != null)
              .toList();
      return Collections.enumeration(names);
    }

    @Override
    public String getContentType() {
      String sent = super.getHeader(HttpHeaders.CONTENT_TYPE);
      try {
        return sent == null || sent.isBlank() ? null : MediaType.valueOf(sent).toString();
      } catch (IllegalArgumentException notAMediaType) {
        return null;
      }
    }
  }
}
