package org.imagineer.web.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The error page of everything outside JAX-RS: unknown paths, refused methods, failing filters. */
public class ErrorServlet extends HttpServlet {

  private static final Logger LOG = Logger.getLogger(ErrorServlet.class.getName());

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getDispatcherType() != DispatcherType.ERROR) {
      ErrorWriter.write(request, response, pageNotFound(request.getRequestURI()));
      return;
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
    ErrorWriter.write(request, response, failure((Integer) status, (Throwable) cause, path));
    if (response.getStatus() >= 500) {
      LOG.log(Level.SEVERE, "Request " + TraceId.of(request) + " failed", (Throwable) cause);
    }
  }

  private static ApiException failure(Integer status, Throwable cause, String path) {
    if (TooLarge.causes(cause)) {
      return new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    ErrorCode code = status == null ? ErrorCode.INTERNAL_ERROR : ErrorCode.ofStatus(status);
    return switch (code) {
      case PAGE_NOT_FOUND -> pageNotFound(path);
      // Whatever is neither a resource nor a known alias is a file, and files can only be read.
      case METHOD_NOT_ALLOWED -> new ApiException(code).with("Allow", "GET, HEAD");
      default -> new ApiException(code);
    };
  }

  static ApiException pageNotFound(String path) {
    return new ApiException(
        ErrorCode.PAGE_NOT_FOUND, ErrorCode.PAGE_NOT_FOUND.message(), Map.of("path", path));
  }
}
