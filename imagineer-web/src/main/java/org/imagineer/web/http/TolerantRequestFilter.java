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
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps headers and queries that cannot be understood from becoming errors before a resource sees
 * them. Each route has one representation, so whatever the client accepts it gets that one, never
 * 406; a Content-Type that is none counts as not sent; what a query should have encoded stands for
 * itself.
 */
public class TolerantRequestFilter extends HttpFilter {

  private static final Pattern FORBIDDEN =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]");

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
    public String getQueryString() {
      String sent = super.getQueryString();
      return sent == null ? null : encoded(sent);
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

  /** A query as RFC 3986 wants it: stray percent signs and forbidden characters are encoded. */
  static String encoded(String query) {
    return FORBIDDEN
        .matcher(query)
        .replaceAll(each -> Matcher.quoteReplacement(percentEncoded(each.group())));
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      encoded.append("%%%02X".formatted(each & 0xff));
    }
    return encoded.toString();
  }
}
