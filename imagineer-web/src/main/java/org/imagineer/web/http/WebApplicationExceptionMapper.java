package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Gives JAX-RS's own refusals (no such path, method, type) the body of the contract. */
@Provider
public class WebApplicationExceptionMapper implements ExceptionMapper<WebApplicationException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(WebApplicationException failure) {
    Response own = failure.getResponse();
    if (own.getStatus() < 400) {
      return own;
    }
    ErrorCode code = ErrorCode.ofStatus(own.getStatus());
    if (code == ErrorCode.PAGE_NOT_FOUND) {
      return errors.of(ErrorServlet.pageNotFound(errors.path()));
    }
    ApiException answer = new ApiException(code);
    String allow = own.getHeaderString(HttpHeaders.ALLOW);
    return errors.of(allow == null ? answer : answer.with(HttpHeaders.ALLOW, allow));
  }
}
