package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets pages of the listed origins read answers and send the contract's methods and headers. */
public class CorsFilter extends HttpFilter {

  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final String HEADERS =
      "Content-Type, Authorization, Accept, Idempotency-Key, X-Trace-Id, Last-Event-ID, Range,"
          + " If-None-Match";
  private static final String EXPOSED =
      "X-Trace-Id, Location, Retry-After, ETag, RateLimit-Limit, RateLimit-Remaining,"
          + " RateLimit-Reset";

  @Inject private transient Origins origins;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String origin = request.getHeader("Origin");
    boolean allowed = origins.allows(origin);
    response.addHeader("Vary", "Origin");
    if (allowed) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }
    if (!isPreflight(request)) {
      chain.doFilter(request, response);
    } else if (allowed) {
      response.setHeader("Access-Control-Allow-Methods", METHODS);
      response.setHeader("Access-Control-Allow-Headers", HEADERS);
      response.setHeader("Access-Control-Max-Age", "600");
      response.setStatus(HttpServletResponse.SC_OK);
    } else {
      ErrorWriter.write(request, response, new ApiException(ErrorCode.ORIGIN_NOT_ALLOWED));
    }
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }
}
