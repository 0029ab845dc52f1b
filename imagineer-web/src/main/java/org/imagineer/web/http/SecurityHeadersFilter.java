package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.imagineer.settings.Settings;

/** Tells browsers how little each answer may do: nothing for data, its own files for the page. */
public class SecurityHeadersFilter extends HttpFilter {

  /** For all that is no page. */
  static final String DATA = "default-src 'none'";

  private static final String PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
          + " img-src 'self' blob: data:; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  @Inject private transient Settings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    boolean page = path.startsWith("/app/");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Content-Security-Policy", page ? PAGE : DATA);
    if (page) {
      // The build names each asset after its content. The page that lists them is not even kept for
      // asking again: all files of a build carry the same date, so the answer would be 304 for
      // ever.
      boolean named = path.startsWith("/app/assets/");
      response.setHeader(
          "Cache-Control", named ? "public, max-age=31536000, immutable" : "no-store");
    }
    if (!settings.development()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    chain.doFilter(request, response);
  }
}
