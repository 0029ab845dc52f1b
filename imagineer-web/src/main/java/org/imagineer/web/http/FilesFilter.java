package org.imagineer.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.Set;

/**
 * Stands before the server's file servlet, which answers POST as if it were GET and takes each
 * unknown path for a failure worth an incident report: files can only be read, and what is none is
 * told here.
 */
public class FilesFilter extends HttpFilter {

  private static final Set<String> READING = Set.of("GET", "HEAD");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = path(request);
    if (request.getHttpServletMapping().getMappingMatch() != MappingMatch.DEFAULT) {
      chain.doFilter(request, response);
    } else if (path.equals("/app")) {
      // Relative, because behind a tunnel this server does not know its own scheme.
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", "/app/");
    } else if (!isFile(request.getServletContext(), path)) {
      ErrorWriter.write(request, response, ErrorServlet.pageNotFound(request.getRequestURI()));
    } else if (!READING.contains(request.getMethod())) {
      ErrorWriter.write(
          request,
          response,
          new ApiException(ErrorCode.METHOD_NOT_ALLOWED).with("Allow", "GET, HEAD"));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String path(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return request.getServletPath() + (rest == null ? "" : rest);
  }

  private static boolean isFile(ServletContext files, String path) throws IOException {
    String file = path.endsWith("/") ? path + "index.html" : path;
    return file.startsWith("/app/") && files.getResource(file) != null && !isFolder(files, file);
  }

  private static boolean isFolder(ServletContext files, String path) {
    // For a file Liberty answers with the file itself.
    Set<String> inside = files.getResourcePaths(path + "/");
    return inside != null && inside.stream().anyMatch(found -> found.startsWith(path + "/"));
  }
}
