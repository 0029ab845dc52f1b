package org.imagineer.web.job;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.imagineer.job.NoSuchJobException;
import org.imagineer.web.http.ApiException;
import org.imagineer.web.http.ErrorCode;
import org.imagineer.web.http.ErrorResponses;

/** Says that there is no such job. */
@Provider
public class NoSuchJobExceptionMapper implements ExceptionMapper<NoSuchJobException> {

  @Inject private ErrorResponses errors;

  @Override
  public Response toResponse(NoSuchJobException failure) {
    return errors.of(new ApiException(ErrorCode.JOB_NOT_FOUND));
  }
}
