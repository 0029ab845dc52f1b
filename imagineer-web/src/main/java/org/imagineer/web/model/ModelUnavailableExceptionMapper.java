package org.imagineer.web.model;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import org.imagineer.model.ModelUnavailableException;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.ErrorCode;
import org.imagineer.web.http.ErrorResponses;

/** Says why there is nothing to draw with, and when to ask again. */
@Provider
public class ModelUnavailableExceptionMapper implements ExceptionMapper<ModelUnavailableException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(ModelUnavailableException failure) {
    return errors.of(
        new ApiException(ErrorCode.MODEL_UNAVAILABLE, failure.getMessage(), Map.of())
            .with("Retry-After", "30"));
  }
}
