package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** {@code /}: says what this server is and where its page and its documentation are. */
public class RootServlet extends HttpServlet {

  @Inject
  @ConfigProperty(name = "FRONTEND_URL", defaultValue = "/app/")
  private String frontendUrl;

  @Inject private transient BuildInfo build;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (request.getMethod()) {
      case "GET", "HEAD" -> answer(request, response);
      default ->
          ErrorWriter.write(
              request,
              response,
              new ApiException(ErrorCode.METHOD_NOT_ALLOWED).with("Allow", "GET, HEAD"));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] json =
        Json.createObjectBuilder()
            .add("message", "Imagineer draws pictures from words")
            .add("version", build.version())
            .add("frontend_url", frontendUrl)
            .add("api_documentation", "/openapi/ui")
            .add("note", "The page is served under /app/, the API under /api")
            .build()
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(json.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(json);
    }
  }
}
