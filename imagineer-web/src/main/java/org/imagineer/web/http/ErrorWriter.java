package org.imagineer.web.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes the error body where no JAX-RS is around to do it. */
final class ErrorWriter {

  private ErrorWriter() {}

  /** Answers with this error; the response must not be committed. */
  static void write(HttpServletRequest request, HttpServletResponse response, ApiException failure)
      throws IOException {
    ErrorCode code = failure.code();
    ErrorBody body =
        new ErrorBody(
            failure.getMessage(),
            code.name(),
            TraceId.of(request),
            Instant.now(),
            failure.details());
    byte[] json = body.toJson().getBytes(StandardCharsets.UTF_8);
    response.setStatus(code.status());
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", SecurityHeadersFilter.DATA);
    failure.headers().forEach(response::setHeader);
    response.setContentLength(json.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(json);
    }
  }
}
