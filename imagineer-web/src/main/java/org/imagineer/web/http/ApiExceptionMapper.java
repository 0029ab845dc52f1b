package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers what our own code refuses. */
@Provider
public class ApiExceptionMapper implements ExceptionMapper<ApiException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(ApiException failure) {
    return errors.of(failure);
  }
}
