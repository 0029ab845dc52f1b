package org.imagineer.web.job;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.imagineer.job.InvalidRequestException;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.ErrorResponses;

/** Tells which values of a request cannot be. */
@Provider
public class InvalidRequestExceptionMapper implements ExceptionMapper<InvalidRequestException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(InvalidRequestException failure) {
    return errors.of(ApiException.validation(failure.details()));
  }
}
