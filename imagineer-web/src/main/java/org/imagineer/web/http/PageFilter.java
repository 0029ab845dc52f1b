package org.imagineer.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Guards the page's files: they can only be read, and their folder has one address. */
public class PageFilter extends HttpFilter {

  private static final Set<String> READING = Set.of("GET", "HEAD");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!READING.contains(request.getMethod())) {
      // The server's file servlet answers POST as if it were GET.
      ErrorWriter.write(
          request,
          response,
          new ApiException(ErrorCode.METHOD_NOT_ALLOWED).with("Allow", "GET, HEAD"));
    } else if (request.getRequestURI().equals("/app")) {
      // Relative, because behind a tunnel this server does not know its own scheme.
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", "/app/");
    } else {
      chain.doFilter(request, response);
    }
  }
}
