package org.imagineer.web.job;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.imagineer.job.QueueFullException;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.ErrorCode;
import org.imagineer.web.http.ErrorResponses;

/** Asks the client to come back when the queue is shorter. */
@Provider
public class QueueFullExceptionMapper implements ExceptionMapper<QueueFullException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(QueueFullException failure) {
    return errors.of(new ApiException(ErrorCode.QUEUE_FULL).with("Retry-After", "60"));
  }
}
