package org.imagineer.web.http;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** Turns failures into JAX-RS answers with the one error body. */
@RequestScoped
public class ErrorResponses {

  @Inject private HttpServletRequest request;

  /** The answer for this failure. */
  public Response of(ApiException failure) {
    ErrorCode code = failure.code();
    ErrorBody body =
        new ErrorBody(
            failure.getMessage(),
            code.name(),
            TraceId.of(request),
            Instant.now(),
            failure.details());
    Response.ResponseBuilder answer =
        Response.status(code.status()).type(MediaType.APPLICATION_JSON).entity(body.toJson());
    failure.headers().forEach(answer::header);
    return answer.build();
  }

  /** The path that was asked for, as the client wrote it. */
  public String path() {
    return request.getRequestURI();
  }

  /** The name of this request in the log. */
  public String traceId() {
    return TraceId.of(request);
  }
}
