package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the inside inside: the log gets the failure, the caller a trace id. */
@Provider
public class UncaughtExceptionMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(UncaughtExceptionMapper.class.getName());

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(Throwable failure) {
    if (TooLarge.causes(failure)) {
      return errors.of(new ApiException(ErrorCode.PAYLOAD_TOO_LARGE));
    }
    LOG.log(Level.SEVERE, failure, () -> "Request " + errors.traceId() + " failed");
    return errors.of(new ApiException(ErrorCode.INTERNAL_ERROR));
  }
}
